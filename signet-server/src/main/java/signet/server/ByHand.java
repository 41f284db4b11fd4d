package signet.server;

import java.util.List;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;

/** What Signet says where it may not write, and a person has to. */
final class ByHand {
    private static final String CODE = "renewal-by-hand";

    private ByHand() {}

    /** What follows is declared by the file's owner. */
    static Finding declared(String credential) {
        return finding(
                "what follows the credential '" + credential + "' is declared in signet.yaml, as next",
                "Change next there; where it is in use already, write it in the place of the old one first.");
    }

    /** It is the file's, and no pair can stand in files beside its own. */
    static Finding notBeside(String credential) {
        return finding(
                "the credential '" + credential
                        + "' is declared in signet.yaml, and Signet cannot put a new pair beside the old one:"
                        + " it needs private-key: file:… and certificate: file:… in a folder Signet may write to, and a key without"
                        + " a passphrase of its own",
                "Make a pair with signet cert create --out DIR, upload certificate.cer, and name the new files in signet.yaml:"
                        + " private-key: file:DIR/key.pem, certificate: file:DIR/certificate.pem. It is read at once.");
    }

    private static Finding finding(String summary, String remedy) {
        return new Finding(CODE, Severity.ERROR, summary, List.of(), remedy, Stage.CONFIGURATION);
    }
}
