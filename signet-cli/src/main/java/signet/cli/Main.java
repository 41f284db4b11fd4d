package signet.cli;

/** The {@code signet} command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("signet");
    }
}
