package signet.doctor;

/** What a server says, as a finding repeats it. */
final class ServerWords {
    private static final int MOST = 300;

    private ServerWords() {}

    /** One line of at most {@value #MOST} characters. */
    static String shortened(String words) {
        String line = words.replaceAll("\\s+", " ").strip();
        return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
    }
}
