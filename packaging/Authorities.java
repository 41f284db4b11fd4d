import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the certificates of a folder into a key store such as the JDK's own {@code cacerts}: PKCS #12 without password, in the
 * order of the files' names, the same octets from the same folder. Run from source by {@code packaging/build}.
 */
final class Authorities {
    private Authorities() {}

    /** Arguments: the folder of {@code *.crt} files, the file to write. */
    public static void main(String[] args) throws Exception {
        System.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
        System.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(args[0]))) {
            files = all.filter(file -> file.toString().endsWith(".crt")).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException(args[0] + " holds no *.crt");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        CertificateFactory reader = CertificateFactory.getInstance("X.509");
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                store.setCertificateEntry(file.getFileName().toString(), reader.generateCertificate(in));
            }
        }
        try (OutputStream out = Files.newOutputStream(Path.of(args[1]))) {
            store.store(out, null);
        }
    }
}
