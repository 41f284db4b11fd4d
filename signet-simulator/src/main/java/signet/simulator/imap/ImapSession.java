package signet.simulator.imap;

import signet.simulator.wire.Dialog;

/** Ends each session at once: holds the place of the conversation, which is on its way and replaces this file. */
final class ImapSession {
    ImapSession(Dialog dialog, long ordinal) {}

    void run() {}
}
