package signet.server.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import signet.oauth.Secret;

/** Collects the parts of a bundle and writes them as a zip file with a page that says what is in it. For one thread. */
public final class Bundle {
    /** The list of everything in a bundle, as JSON, beside the page for people. */
    public static final String MANIFEST = "manifest.json";

    private static final int WIDTH = 19;
    private static final String PAGE = "README.txt";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Origin origin;
    private final ShortAddresses addresses;
    private final Sweep sweep;
    private final List<Part> parts = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final List<String> swept = new ArrayList<>();

    /**
     * Where a bundle comes from.
     *
     * @param by what made it, as the beginning of a sentence
     */
    public record Origin(Instant made, String version, String by) {}

    /**
     * @param addresses as they were shortened in the parts
     * @param secrets   that must not be in any part
     */
    public Bundle(Origin origin, ShortAddresses addresses, List<Secret> secrets) {
        this.origin = origin;
        this.addresses = addresses;
        this.sweep = new Sweep(secrets);
    }

    /** {@code signet-support-20261126T140000Z}: the folder in the zip file, and its name. */
    public static String name(Instant made) {
        return "signet-support-" + STAMP.format(made);
    }

    public void add(Part part) {
        String masked = sweep.masked(part.text());
        if (!masked.equals(part.text())) {
            swept.add(part.name());
        }
        parts.add(new Part(part.name(), part.about(), masked, part.cut()));
    }

    public void addAll(Iterable<Part> more) {
        more.forEach(this::add);
    }

    public void leaveOut(LeftOut what) {
        leftOut.add(what);
    }

    /** Writes the zip file; the stream stays open. */
    public void writeTo(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        entry(zip, PAGE, page());
        for (Part part : parts) {
            entry(zip, part.name(), part.text());
        }
        entry(zip, MANIFEST, JsonText.indented(manifest()));
        zip.finish();
    }

    private void entry(ZipOutputStream zip, String name, String text) throws IOException {
        ZipEntry entry = new ZipEntry(name(origin.made()) + "/" + name);
        entry.setTime(origin.made().toEpochMilli());
        zip.putNextEntry(entry);
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private Map<String, Object> manifest() {
        List<Map<String, Object>> files = new ArrayList<>();
        for (Part part : parts) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("name", part.name());
            file.put("about", part.about());
            file.put("octets", part.size());
            part.cut().ifPresent(cut -> file.put("cut", cut));
            files.add(file);
        }
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("made", origin.made());
        manifest.put("version", origin.version());
        manifest.put("by", origin.by());
        manifest.put("addresses", addresses.keepsAll() ? "kept" : "shortened");
        manifest.put("files", files);
        manifest.put(
                "missing",
                leftOut.stream()
                        .map(one -> Map.of("what", one.what(), "why", one.why()))
                        .toList());
        manifest.put("masked", swept);
        return manifest;
    }

    private String page() {
        StringBuilder page = new StringBuilder();
        page.append("Support bundle of Signet ")
                .append(origin.version())
                .append(", made ")
                .append(origin.made());
        page.append("\n").append(origin.by()).append(".\n\n");
        page.append("LOOK AT IT BEFORE YOU SEND IT. Everything in it is text.\n\nIn it:\n");
        for (Part part : parts) {
            page.append(line(part.name(), part.about()));
            part.cut()
                    .ifPresent(cut -> page.append(" ".repeat(WIDTH + 2))
                            .append("cut: ")
                            .append(cut)
                            .append('\n'));
        }
        if (!leftOut.isEmpty()) {
            page.append("\nMissing:\n");
            leftOut.forEach(one -> page.append(line(one.what(), one.why())));
        }
        page.append("""

                Never in it: what is in messages, their subjects and attachments; passwords, client secrets, private keys,
                passphrases, assertions, access tokens, API tokens, sessions. Where a secret stands in the settings there
                is a mask; env:NAME and file:PATH say where it is read from, and stay. Comments are left out.
                """);
        page.append(
                addresses.keepsAll()
                        ? "Mail addresses are as they are: somebody asked for that (--with-addresses).\n"
                        : "Of mail addresses other than the accounts' own the first character and the domain are left. Providers'\n"
                                + "answers are as they were otherwise.\n");
        if (!swept.isEmpty()) {
            page.append("\nIn ")
                    .append(String.join(", ", swept))
                    .append(" a secret of the settings was found at the last look and masked. That is a defect of\n"
                            + "Signet: please say so when you send this.\n");
        }
        return page.toString();
    }

    private static String line(String name, String about) {
        return "  " + name + " ".repeat(Math.max(1, WIDTH - name.length())) + about + "\n";
    }

    /** What a manifest says of a file that was made by {@link #writeTo}, for whoever shows it. */
    public static Optional<Object> manifest(String text) {
        return JsonText.read(text);
    }
}
