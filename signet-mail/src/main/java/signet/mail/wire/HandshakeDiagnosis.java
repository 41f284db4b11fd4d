package signet.mail.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import signet.mail.Endpoint;
import signet.mail.Fault;

/** Says in one sentence why a TLS handshake failed, and what to do. */
final class HandshakeDiagnosis {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final Endpoint endpoint;
    private final ChainRecorder recorder;
    private final Instant now;

    HandshakeDiagnosis(Endpoint endpoint, ChainRecorder recorder, Instant now) {
        this.endpoint = endpoint;
        this.recorder = recorder;
        this.now = now;
    }

    static Fault.Kind kind(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return Fault.Kind.TIMEOUT;
        }
        return e instanceof SSLException ? Fault.Kind.TLS : Fault.Kind.NETWORK;
    }

    String explain(IOException e) {
        if (e instanceof NotTlsException said) {
            return endpoint + " does not speak TLS here but plain text (\"" + said.getMessage()
                    + "\"): use tls: starttls on this port, or the port for TLS";
        }
        if (e instanceof SocketTimeoutException) {
            return endpoint + " did not finish the TLS handshake in time";
        }
        if (e instanceof EOFException || !(e instanceof SSLException)) {
            return "the connection to " + endpoint + " broke during the TLS handshake (" + e.getMessage()
                    + "): a firewall may be in the way";
        }
        return caused(e, CertificateException.class) ? certificate(e) : protocol(e);
    }

    private String certificate(IOException e) {
        for (X509Certificate certificate : recorder.presented()) {
            Instant from = certificate.getNotBefore().toInstant();
            Instant until = certificate.getNotAfter().toInstant();
            if (now.isAfter(until)) {
                return "the certificate of " + endpoint + " expired at " + until + " (" + subject(certificate)
                        + "): its operator must renew it";
            }
            if (now.isBefore(from)) {
                return "the certificate of " + endpoint + " is valid only from " + from + " (" + subject(certificate)
                        + "): is the clock of this machine right?";
            }
        }
        if (recorder.presented().isEmpty()) {
            return "the certificate of " + endpoint + " is not usable: " + rootMessage(e);
        }
        X509Certificate leaf = recorder.presented().get(0);
        if (recorder.issuerTrusted()) {
            return "the certificate of " + endpoint + " is not for this host but for " + names(leaf)
                    + ": use one of these names as host (" + rootMessage(e) + ")";
        }
        String issuer = leaf.getIssuerX500Principal().getName();
        if (leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal())) {
            return "the certificate of " + endpoint + " is self-signed (" + issuer
                    + "): add it under trust if this server is yours";
        }
        return "the certificate of " + endpoint + " was issued by " + issuer
                + ", which is not trusted: if that is your own CA, or a TLS inspection on the way, add it under trust ("
                + rootMessage(e) + ")";
    }

    private String protocol(IOException e) {
        String text = String.valueOf(e.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("protocol_version") || lower.contains("protocol version") || lower.contains("tlsv1.1")) {
            return endpoint + " does not offer TLS 1.2 or later (" + text + "): older versions are not used";
        }
        return "the TLS handshake with " + endpoint + " failed: " + text;
    }

    private static boolean caused(Throwable e, Class<? extends Throwable> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** The DNS names and addresses in the certificate, at most ten; the subject when there are none. */
    private static String names(X509Certificate leaf) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS)) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            return "names that cannot be read (" + e.getMessage() + ")";
        }
        if (names.isEmpty()) {
            return subject(leaf);
        }
        String first = String.join(", ", names.subList(0, Math.min(10, names.size())));
        return names.size() > 10 ? first + " and " + (names.size() - 10) + " more" : first;
    }
}
