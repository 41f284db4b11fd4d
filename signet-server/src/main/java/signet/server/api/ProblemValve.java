package signet.server.api;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat itself refuses, before anything of ours sees it, is a problem document too. Tomcat makes it by its name. */
public final class ProblemValve extends ErrorReportValve {
    private static final System.Logger LOG = System.getLogger(ProblemValve.class.getName());

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setContentType(Answer.PROBLEM);
            byte[] octets = new Json(1).text(problem(status).shape()).getBytes(StandardCharsets.UTF_8);
            response.getOutputStream().write(octets);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, () -> "the client left before its answer was complete: " + e.getMessage());
        }
    }

    private static Problem problem(int status) {
        if (status >= 500) {
            return Problem.of(status, "defect", "a defect of Signet itself; its log says more");
        }
        return Problem.of(
                status,
                status == 405 ? "method-not-allowed" : "bad-request",
                "the request is not one that HTTP or this server allows");
    }
}
