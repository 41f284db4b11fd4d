package signet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import signet.oauth.Method;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;

/** The folder setup writes. */
final class SetupFolder {
    private final Terminal terminal;
    private final Path folder;

    SetupFolder(Terminal terminal, Path folder) {
        this.terminal = terminal;
        this.folder = folder;
    }

    Path settings() {
        return folder.resolve("signet.yaml");
    }

    /**
     * Writes everything. A key pair that is there already is used again; scripts and page are written anew.
     *
     * @throws Failure when there is a signet.yaml: somebody may have changed it
     */
    void write(SetupAnswers answers, SetupFiles.Provider provider) throws IOException {
        refuseSettings();
        Files.createDirectories(folder);
        if (answers.method() == Method.CERTIFICATE) {
            pair();
        }
        SetupFiles files = new SetupFiles(answers, provider);
        // created by us or not at all: what came there in the meantime, a link included, stays as it is
        Files.writeString(settings(), files.settings(), StandardOpenOption.CREATE_NEW);
        said("signet.yaml", "the settings");
        put("setup.ps1", files.script(), "for the administrator: does everything on Microsoft's side");
        put("undo.ps1", files.undoScript(), "takes it back");
        put("administrator.md", files.administratorPage(), "the same as clicks");
    }

    /** Nobody answers questions for nothing: settings that are there are not overwritten. */
    void refuseSettings() {
        if (Files.exists(settings())) {
            throw Failure.usage(settings() + " is there already and is not overwritten. Go on with it: signet test -f "
                    + settings() + "; or begin anew in another folder: --dir DIR");
        }
    }

    private void pair() throws IOException {
        if (Files.exists(folder.resolve(NewKeyPair.KEY_FILE))) {
            said(NewKeyPair.KEY_FILE, "was there already and is used");
            return;
        }
        terminal.progress("making a key pair ...");
        NewKeyPair made = new CertificateMaker(new SecureRandom())
                .make(CertificateOrder.named("CN=Signet mail"), terminal.clock().instant());
        made.write(folder);
        terminal.clearProgress();
        said(NewKeyPair.KEY_FILE, "the private key; readable by you only, never leaves this machine");
        said(
                NewKeyPair.CERTIFICATE_FILE,
                "its certificate, for Signet; valid until "
                        + made.keyPair().certificate().getNotAfter().toInstant());
        said(NewKeyPair.UPLOAD_FILE, "the same certificate, to upload");
    }

    private void put(String name, String text, String what) throws IOException {
        Files.writeString(
                folder.resolve(name),
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        said(name, what);
    }

    private void said(String name, String what) {
        terminal.line(String.format("  %-34s %s", folder.resolve(name), terminal.dim(what)));
    }
}
