package signet.server.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Cursor;
import signet.mail.Protocol;

class CursorFileTest {
    private static final MailboxIdentity INBOX =
            new MailboxIdentity("imap.example.org:993", "portal@example.org", Protocol.IMAP, "INBOX");

    @Test
    void whatWasWrittenIsRead(@TempDir Path folder) throws Exception {
        CursorFile file = new CursorFile(folder);
        Progress progress = new Progress(
                INBOX,
                Optional.of(new Cursor(4_294_967_295L, 17)),
                Set.of("0123456789abcdef0123456789abcdef"),
                new Progress.Pending(AfterRetrieval.parse("move:Erledigt: ja"), Set.of("3", "4")));
        assertEquals(Progress.none(INBOX), file.read(INBOX));

        file.write(progress);

        assertEquals(progress, file.read(INBOX));
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed(@TempDir Path folder) throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "keep");
        Files.createSymbolicLink(folder.resolve(CursorFile.NAME + ".new"), precious);
        Files.createSymbolicLink(folder.resolve(".signet-lock"), folder.resolve("elsewhere"));

        assertThrows(IOException.class, () -> new CursorFile(folder).write(Progress.none(INBOX)));
        assertThrows(IOException.class, () -> DirectorySink.open(folder));

        assertEquals("keep", Files.readString(precious));
        assertTrue(Files.notExists(folder.resolve("elsewhere")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theCursorOfAnotherMailboxIsRefused(int difference, @TempDir Path folder) throws Exception {
        CursorFile file = new CursorFile(folder);
        file.write(Progress.none(INBOX));
        MailboxIdentity other = new MailboxIdentity(
                difference == 0 ? "other.example.org:993" : INBOX.server(),
                difference == 1 ? "help@example.org" : INBOX.account(),
                difference == 2 ? Protocol.POP3 : INBOX.protocol(),
                difference == 3 ? "Archive" : INBOX.folder());

        var refusal = assertThrows(ForeignCursorException.class, () -> file.read(other));

        assertTrue(refusal.toString().contains(INBOX.toString()), refusal.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "server: a\n",
                "server: a\naccount: b\nprotocol: gopher\nfolder: INBOX\n",
                "server: a\naccount: b\nprotocol: imap\nfolder: INBOX\nuid-validity: x\nlast-uid: 1\n",
                "server: a\naccount: b\nprotocol: imap\nfolder: INBOX\nuid-validity: 1\n"
            })
    void aDamagedCursorIsSaidSoAndNotGuessedAt(String text, @TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve(CursorFile.NAME), text);
        IOException refusal = assertThrows(IOException.class, () -> new CursorFile(folder).read(INBOX));
        assertTrue(refusal.toString().contains("delete it to fetch everything again"), refusal.toString());
    }
}
