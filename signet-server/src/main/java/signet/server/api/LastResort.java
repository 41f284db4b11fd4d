package signet.server.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** What goes wrong while an answer is being written: mostly a client that went away. */
final class LastResort implements HandlerExceptionResolver {
    private static final System.Logger LOG = System.getLogger(LastResort.class.getName());

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception e) {
        if (e instanceof IOException) {
            LOG.log(Level.DEBUG, () -> "the client left before its answer was complete: " + e.getMessage());
            return new ModelAndView();
        }
        LOG.log(
                Level.ERROR,
                "a defect of Signet itself, at " + request.getMethod() + " " + request.getServletPath(),
                e);
        if (!response.isCommitted()) {
            try {
                Router.write(
                        Answer.of(Problem.of(500, "defect", "a defect of Signet itself; its log says more")), response);
            } catch (IOException left) {
                LOG.log(Level.DEBUG, () -> "the client left before its answer was complete: " + left.getMessage());
            }
        }
        return new ModelAndView();
    }
}
