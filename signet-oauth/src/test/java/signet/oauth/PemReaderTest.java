package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.oauth.Problem.Severity;

/** Keys and certificates as {@code openssl} makes them and as people paste them (B31–B43). */
class PemReaderTest {
    private static final Optional<Secret> NONE = Optional.empty();

    @TempDir
    static Path folder;

    private static OpenSsl openssl = new OpenSsl(Path.of("."));
    private static String key = "";
    private static String certificate = "";
    private static BigInteger modulus = BigInteger.ZERO;

    @BeforeAll
    static void makePair() throws Exception {
        openssl = new OpenSsl(folder);
        modulus = openssl.pair().privateKey().getModulus();
        key = openssl.read("key.pem");
        certificate = openssl.read("certificate.pem");
    }

    // ---- what is read

    @Tag("P4")
    @Tag("P6")
    @Test
    void p4ReadsPkcs8() {
        assertReads(key, certificate);
        assertTrue(key.startsWith("-----BEGIN PRIVATE KEY-----"));
    }

    @Tag("P4")
    @Test
    void p4ReadsPkcs1() throws Exception {
        openssl.run("", "rsa", "-in", "key.pem", "-traditional", "-out", "pkcs1.pem");
        assertTrue(openssl.read("pkcs1.pem").startsWith("-----BEGIN RSA PRIVATE KEY-----"));
        assertReads(openssl.read("pkcs1.pem"), certificate);
    }

    @Tag("F8")
    @Test
    void f8ReadsWhatOpenSslMakesWithPromptsForThePassphraseAndTheName() throws Exception {
        String prompts =
                "open sesame\nDE\nHessen\nFrankfurt\nExample University\nMail\nmail-gateway\nadmin@example.org\n";
        openssl.run(
                prompts,
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-days",
                "365",
                "-passout",
                "stdin",
                "-keyout",
                "locked.pem",
                "-out",
                "locked-certificate.pem");
        assertTrue(openssl.read("locked.pem").startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));

        KeyPairReading reading = PemReader.keyPair(
                Secret.of(openssl.read("locked.pem")),
                Optional.of(Secret.of("open sesame")),
                Secret.of(openssl.read("locked-certificate.pem")),
                Instant.now());

        assertEquals(List.of(), reading.problems());
        assertTrue(reading.keyPair()
                .orElseThrow()
                .certificate()
                .getSubjectX500Principal()
                .getName()
                .contains("mail-gateway"));
        assertTrue(reading.keyPair().orElseThrow().certificate().getBasicConstraints() >= 0, "CA:TRUE is fine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-v2 aes-256-cbc",
                "-v2 aes-128-cbc",
                "-v2 aes-192-cbc",
                "-v2 des3",
                "-v2 aes-256-cbc -v2prf hmacWithSHA1",
                "-v2 aes-256-cbc -v2prf hmacWithSHA512",
                "-v2 aes-256-cbc -iter 600000"
            })
    void b33ReadsEncryptedPkcs8(String options) throws Exception {
        String file = encrypt(options);
        KeyPairReading reading = PemReader.keyPair(
                Secret.of(file), Optional.of(Secret.of("päss word")), Secret.of(certificate), Instant.now());
        assertEquals(List.of(), reading.problems());
        assertTrue(reading.keyPair().isPresent());
    }

    private static String encrypt(String options) throws Exception {
        String[] fixed = {"pkcs8", "-topk8", "-in", "key.pem", "-out", "encrypted.pem", "-passout", "pass:päss word"};
        openssl.run(
                "",
                Stream.concat(Arrays.stream(fixed), Arrays.stream(options.split(" ")))
                        .toArray(String[]::new));
        return openssl.read("encrypted.pem");
    }

    static Stream<Arguments> pastedForms() {
        String web = key.replace("-----BEGIN", "–––––BEGIN").replace("KEY-----", "KEY—––");
        return Stream.of(
                Arguments.of("byte order mark", "\uFEFF" + key, false),
                Arguments.of("CRLF", key.replace("\n", "\r\n"), false),
                Arguments.of("CR alone", key.replace("\n", "\r"), false),
                Arguments.of(
                        "words before and after",
                        "Bag Attributes\n    localKeyID: 01 02\nKey Attributes: <No Attributes>\n" + key + "\nthanks!",
                        false),
                Arguments.of("blanks at line ends", key.replace("\n", "  \n"), false),
                Arguments.of("indented", key.replaceAll("(?m)^", "    "), false),
                Arguments.of("all in one line", key.replace("\n", " "), false),
                Arguments.of("no final line break", key.strip(), false),
                Arguments.of("quotes around", "\"" + key.strip() + "\"", true),
                Arguments.of("typographic quotes around", "„" + key.strip() + "“", true),
                Arguments.of("\\n written out", key.replace("\n", "\\n"), true),
                Arguments.of("\\r\\n written out and quoted", "'" + key.replace("\n", "\\r\\n") + "'", true),
                Arguments.of("\\\\n escaped twice", key.replace("\n", "\\\\n"), true),
                Arguments.of("dashes of a web page", web, true),
                Arguments.of("minus signs and hyphens", key.replace('-', '\u2212'), true),
                Arguments.of("no-break blanks", key.replace("BEGIN PRIVATE KEY", "BEGIN\u00A0PRIVATE\u00A0KEY"), true),
                Arguments.of("zero-width characters", key.replace("\n", "\u200B\n\u200E"), true));
    }

    @Tag("P4")
    @ParameterizedTest(name = "{0}")
    @MethodSource("pastedForms")
    void b32AndB43ReadKeysAsPeoplePasteThem(String how, String pasted, boolean noted) {
        KeyPairReading reading = read(pasted, certificate);
        assertEquals(
                modulus,
                reading.keyPair()
                        .orElseThrow(() -> new AssertionError(how + reading.problems()))
                        .privateKey()
                        .getModulus());
        assertEquals(noted ? List.of("pem-repaired") : List.of(), codes(reading), how);
    }

    @Test
    void b36FindsTheLeafInAChainInAnyOrder() throws Exception {
        otherPair("rsa:2048", "issuer");
        String issuer = openssl.read("issuer-certificate.pem");
        assertReads(key, issuer + certificate);
        assertReads(key, certificate + issuer);
        assertReads(key, "subject=CN = x\n" + issuer + "issuer=CN = y\n" + certificate);
    }

    @Test
    void readsKeyAndChainFromOneFileInBothFields() {
        assertReads(key + certificate, key + certificate);
        assertReads(certificate + key, certificate + key);
        assertReads(key, certificate + key);
    }

    @Test
    void picksTheKeyThatBelongsToTheCertificateOutOfTwo() throws Exception {
        otherPair("rsa:2048", "second");
        assertReads(openssl.read("second-key.pem") + key, certificate);
    }

    // ---- what is refused, and with which words

    static Stream<Arguments> refusals() throws Exception {
        otherPair("rsa:2048", "other");
        otherPair("rsa:1024", "small");
        otherPair("ed25519", "ed");
        openssl.run("", "ecparam", "-genkey", "-name", "prime256v1", "-out", "ec-key.pem");
        openssl.run("", "req", "-x509", "-new", "-key", "ec-key.pem", "-subj", "/CN=ec", "-out", "ec-certificate.pem");
        openssl.run("", "pkcs8", "-topk8", "-nocrypt", "-in", "ec-key.pem", "-out", "ec-pkcs8.pem");
        openssl.run("", "rsa", "-in", "key.pem", "-traditional", "-aes256", "-passout", "pass:x", "-out", "legacy.pem");
        openssl.run("", "pkcs8", "-topk8", "-in", "key.pem", "-out", "scrypt.pem", "-passout", "pass:x", "-scrypt");
        openssl.run("", "pkey", "-in", "key.pem", "-pubout", "-out", "public.pem");
        openssl.run("", "req", "-new", "-key", "key.pem", "-subj", "/CN=x", "-out", "request.pem");
        openssl.run(
                "",
                "pkcs12",
                "-export",
                "-inkey",
                "key.pem",
                "-in",
                "certificate.pem",
                "-passout",
                "pass:x",
                "-out",
                "both.pfx");
        openssl.run("", "x509", "-in", "certificate.pem", "-outform", "DER", "-out", "certificate.der");
        openssl.run("", "req", "-x509", "-new", "-key", "key.pem", "-md5", "-subj", "/CN=md5", "-out", "md5.pem");
        String pfx = Files.readString(openssl.path("both.pfx"), StandardCharsets.ISO_8859_1);
        String der = new String(Files.readAllBytes(openssl.path("certificate.der")), StandardCharsets.UTF_8);
        String locked = encrypt("-v2 aes-256-cbc");
        return Stream.of(
                refusal(
                        "B35 other key",
                        openssl.read("other-key.pem"),
                        certificate,
                        "key-certificate-mismatch",
                        "SHA-1"),
                refusal("B42 key in the certificate field", key, key, "key-in-certificate-field", "private key"),
                refusal(
                        "certificate in the key field",
                        certificate,
                        certificate,
                        "certificate-in-key-field",
                        "certificate"),
                refusal("exchanged", certificate, key, "key-and-certificate-exchanged", "Exchange"),
                refusal(
                        "P5 bare public key",
                        key,
                        openssl.read("public.pem"),
                        "public-key-in-certificate-field",
                        "openssl"),
                refusal(
                        "public key as key",
                        openssl.read("public.pem"),
                        certificate,
                        "public-key-in-key-field",
                        "private"),
                refusal("request", key, openssl.read("request.pem"), "request-in-certificate-field", "signing request"),
                refusal("B31 empty key", " \n", certificate, "pem-empty", "empty"),
                refusal("B31 empty certificate", key, "", "pem-empty", "empty"),
                refusal("no PEM", "hunter2", certificate, "pem-missing", "BEGIN"),
                refusal(
                        "no BEGIN",
                        key.lines().skip(1).collect(Collectors.joining("\n")),
                        certificate,
                        "pem-no-begin",
                        "BEGIN"),
                refusal("B33 EC key", openssl.read("ec-key.pem"), certificate, "key-not-rsa", "EC key"),
                refusal("B33 EC key in PKCS#8", openssl.read("ec-pkcs8.pem"), certificate, "key-not-rsa", "EC key"),
                refusal(
                        "B38 Ed25519 key",
                        openssl.read("ed-key.pem"),
                        openssl.read("ed-certificate.pem"),
                        "key-not-rsa",
                        "Ed25519"),
                refusal(
                        "B38 1024 bits",
                        openssl.read("small-key.pem"),
                        openssl.read("small-certificate.pem"),
                        "certificate-too-small",
                        "1024"),
                refusal(
                        "B33 legacy encryption",
                        openssl.read("legacy.pem"),
                        certificate,
                        "key-encryption-unsupported",
                        "openssl pkcs8"),
                refusal(
                        "scrypt",
                        openssl.read("scrypt.pem"),
                        certificate,
                        "key-encryption-unsupported",
                        "openssl pkcs8",
                        "x"),
                refusal("B34 no passphrase", locked, certificate, "key-passphrase-missing", "passphrase"),
                refusal("B34 wrong passphrase", locked, certificate, "key-passphrase-wrong", "passphrase", "wrong"),
                refusal("B40 PFX as key", pfx, certificate, "pem-binary", "openssl pkcs12"),
                refusal("DER as certificate", key, der, "pem-binary", "openssl x509"));
    }

    private static Arguments refusal(
            String name, String key, String certificate, String code, String words, String... pass) {
        Optional<Secret> passphrase = Arrays.stream(pass).findFirst().map(Secret::of);
        return Arguments.of(name, Secret.of(key), passphrase, Secret.of(certificate), code, words);
    }

    @Tag("P4")
    @Tag("P5")
    @Tag("P6")
    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("refusals")
    void refusesWithAReasonAndARemedy(
            String name, Secret badKey, Optional<Secret> passphrase, Secret badCertificate, String code, String words) {
        KeyPairReading reading = PemReader.keyPair(badKey, passphrase, badCertificate, Instant.now());
        Problem problem = find(reading, code);
        assertEquals(Severity.ERROR, problem.severity());
        assertTrue((problem.summary() + problem.remedy()).contains(words), problem.toString());
        assertTrue(reading.keyPair().isEmpty(), name);
        assertNothingEchoed(
                reading,
                badKey.reveal()
                        + badCertificate.reveal()
                        + passphrase.map(Secret::reveal).orElse(""));
    }

    @Tag("P4")
    @Test
    void p4SaysAfterWhichLineACutOffKeyEnds() {
        String cut = key.lines().limit(17).collect(Collectors.joining("\n", "", "\n"));
        assertEquals(
                "The block BEGIN PRIVATE KEY of line 1 ends after line 17 without its END line: the rest is missing",
                find(read(cut, certificate), "pem-cut-off").summary());
    }

    @Test
    void b37SaysThatLinesAreMissingInTheMiddle() {
        List<String> lines = key.lines().toList();
        String holed =
                Stream.concat(lines.stream().limit(9), lines.stream().skip(15)).collect(Collectors.joining("\n"));
        assertTrue(find(read(holed, certificate), "pem-cut-off").summary().contains("it should have"));
    }

    @Test
    void b37NamesTheLineOfABadCharacter() {
        List<String> lines = key.lines().toList();
        String bad = key.replace(lines.get(4), "MII*" + lines.get(4).substring(4));
        assertTrue(find(read(bad, certificate), "pem-bad-character").summary().contains("line 5"), bad);
    }

    @Test
    void aWrongPassphraseIsNamedAlsoWhenThePaddingHappensToFit() throws Exception {
        String locked = encrypt("-v2 des3");
        for (int i = 0; i < 300; i++) {
            KeyPairReading reading = PemReader.keyPair(
                    Secret.of(locked), Optional.of(Secret.of("wrong" + i)), Secret.of(certificate), Instant.now());
            assertEquals(List.of("key-passphrase-wrong"), codes(reading));
        }
    }

    @Test
    void b39JudgesTheTime() {
        Instant ends = certificateEnd();
        assertEquals(List.of("certificate-not-yet-valid"), codesAt(ends.minus(Duration.ofDays(400))));
        assertEquals(List.of(), codesAt(ends.minus(Duration.ofDays(8))));
        assertEquals(List.of("certificate-expires-soon"), codesAt(ends.minus(Duration.ofDays(6))));
        assertEquals(List.of("certificate-expired"), codesAt(ends.plusSeconds(1)));
        KeyPairReading expired = PemReader.keyPair(Secret.of(key), NONE, Secret.of(certificate), ends.plusSeconds(1));
        assertEquals(Severity.ERROR, expired.problems().get(0).severity());
    }

    @Test
    void b38JudgesTheSignature() throws Exception {
        openssl.run("", "req", "-x509", "-new", "-key", "key.pem", "-md5", "-subj", "/CN=md5", "-out", "weak.pem");
        assertEquals(
                Severity.ERROR,
                find(read(key, openssl.read("weak.pem")), "certificate-weak-signature")
                        .severity());
        openssl.run("", "req", "-x509", "-new", "-key", "key.pem", "-sha1", "-subj", "/CN=sha1", "-out", "weak.pem");
        assertEquals(
                Severity.WARNING,
                find(read(key, openssl.read("weak.pem")), "certificate-weak-signature")
                        .severity());
    }

    @Test
    void b37GarbageTakesNoTime() {
        Random random = new Random(37);
        byte[] der = Base64.getMimeDecoder().decode(key.replaceAll("-----[^-]+-----", ""));
        for (int i = 0; i < 300; i++) {
            byte[] bad = der.clone();
            for (int n = random.nextInt(8) + 1; n > 0; n--) {
                bad[random.nextInt(n < 4 ? 40 : bad.length)] = (byte) random.nextInt(256);
            }
            String label = List.of("PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "CERTIFICATE")
                    .get(i % 4);
            String text = "-----BEGIN " + label + "-----\n"
                    + Base64.getMimeEncoder().encodeToString(bad) + "\n-----END " + label + "-----\n";
            long start = cpuNanos();
            PemReader.privateKey(Secret.of(text), Optional.of(Secret.of("x")));
            PemReader.certificates(text);
            long millis = (cpuNanos() - start) / 1_000_000;
            assertTrue(i < 4 || millis <= 100, millis + " ms for case " + i);
        }
    }

    @Test
    void b37ExtremeRoundsAreRefusedRatherThanComputed() throws Exception {
        long start = System.nanoTime();
        openssl.run(
                "",
                "pkcs8",
                "-topk8",
                "-in",
                "key.pem",
                "-out",
                "slow.pem",
                "-passout",
                "pass:x",
                "-v2",
                "aes-256-cbc",
                "-iter",
                "1000001");
        long made = System.nanoTime() - start;
        start = System.nanoTime();
        KeyPairReading reading = PemReader.keyPair(
                Secret.of(openssl.read("slow.pem")),
                Optional.of(Secret.of("x")),
                Secret.of(certificate),
                Instant.now());
        assertTrue(System.nanoTime() - start < made, "it was computed");
        assertEquals(List.of("key-encryption-unsupported"), codes(reading));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "\\",
                "- ",
                "-----BEGIN A-----",
                "-----BEGIN CERTIFICATE-----\n",
                " ",
                "\"",
                "\n-----END A-----"
            })
    void b37AMegabyteOfOneThingTakesNoQuadraticTime(String piece) {
        String text = piece.repeat(990_000 / piece.length());
        long start = cpuNanos();
        read(text, text);
        long millis = (cpuNanos() - start) / 1_000_000;
        assertTrue(millis < 3_000, millis + " ms");
    }

    @Test
    void b31RefusesWhatIsTooLargeAtOnce() {
        KeyPairReading reading = read("A".repeat(50_000_000), certificate);
        assertEquals(List.of("pem-too-large"), codes(reading));
    }

    @Test
    void aReadingNeverShowsTheKey() {
        assertNothingEchoed(read(key, certificate), key);
        assertFalse(PemReader.privateKey(Secret.of(key), NONE).toString().contains(modulus.toString()));
    }

    // ---- tools

    /** Our own time, not that of whatever else this machine does. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void otherPair(String kind, String name) throws Exception {
        openssl.run(
                "",
                "req",
                "-x509",
                "-newkey",
                kind,
                "-nodes",
                "-days",
                "365",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + "-key.pem",
                "-out",
                name + "-certificate.pem");
    }

    private static KeyPairReading read(String keyText, String certificateText) {
        return PemReader.keyPair(Secret.of(keyText), NONE, Secret.of(certificateText), Instant.now());
    }

    private static void assertReads(String keyText, String certificateText) {
        KeyPairReading reading = read(keyText, certificateText);
        assertEquals(List.of(), reading.problems());
        assertEquals(modulus, reading.keyPair().orElseThrow().privateKey().getModulus());
    }

    private static Problem find(KeyPairReading reading, String code) {
        return reading.problems().stream()
                .filter(problem -> problem.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError(reading.problems().toString()));
    }

    private static List<String> codes(KeyPairReading reading) {
        return reading.problems().stream().map(Problem::code).toList();
    }

    private static List<String> codesAt(Instant moment) {
        return codes(PemReader.keyPair(Secret.of(key), NONE, Secret.of(certificate), moment));
    }

    private static Instant certificateEnd() {
        return PemReader.certificates(certificate)
                .certificates()
                .get(0)
                .getNotAfter()
                .toInstant();
    }

    /** No run of 12 characters of the input's secret lines is in the output. */
    private static void assertNothingEchoed(KeyPairReading reading, String input) {
        String output = reading.toString();
        input.lines()
                .filter(line -> line.length() > 24 && !line.contains("BEGIN") && !line.contains("END"))
                .forEach(line -> {
                    for (int i = 0; i + 12 <= line.length(); i += 6) {
                        assertFalse(output.contains(line.substring(i, i + 12)), "echoed");
                    }
                });
    }
}
