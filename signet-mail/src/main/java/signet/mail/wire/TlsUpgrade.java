package signet.mail.wire;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import signet.mail.Endpoint;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Network;

/** One TLS handshake with one server: TLS 1.2 or later, host name verified, the presented chain told in any case. */
final class TlsUpgrade {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final Endpoint endpoint;
    private final Network network;
    private final Progress progress;
    private final ChainRecorder recorder;

    TlsUpgrade(Endpoint endpoint, Network network, Progress progress) {
        this.endpoint = endpoint;
        this.network = network;
        this.progress = progress;
        this.recorder = new ChainRecorder(network.trust());
    }

    /** Shakes hands over {@code below} within {@link signet.mail.Timeouts#connect()}. */
    TlsPipe over(Pipe below) throws MailException {
        try {
            TlsPipe pipe = new TlsPipe(below, engine());
            pipe.handshake(Deadline.in(network.timeouts().connect()));
            tellChain();
            SSLSession session = pipe.session();
            progress.pass(session.getProtocol() + " " + session.getCipherSuite());
            return pipe;
        } catch (IOException e) {
            tellChain();
            HandshakeDiagnosis diagnosis =
                    new HandshakeDiagnosis(endpoint, recorder, network.clock().instant());
            throw progress.fail(HandshakeDiagnosis.kind(e), diagnosis.explain(e), e);
        } catch (GeneralSecurityException e) {
            throw progress.fail(Fault.Kind.CONFIGURATION, "this Java cannot do TLS: " + e.getMessage(), e);
        }
    }

    private void tellChain() {
        if (!recorder.presented().isEmpty()) {
            progress.fact(new Fact.PresentedChain(recorder.presented()));
        }
    }

    private SSLEngine engine() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {recorder}, null);
        // the name as users write it; a trailing dot is for the resolver only
        String host = endpoint.host().endsWith(".")
                ? endpoint.host().substring(0, endpoint.host().length() - 1)
                : endpoint.host();
        SSLEngine engine = context.createSSLEngine(host, endpoint.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 7817 §3 as far as JSSE has it
        engine.setSSLParameters(parameters); // the server name indication follows from the host
        return engine;
    }
}
