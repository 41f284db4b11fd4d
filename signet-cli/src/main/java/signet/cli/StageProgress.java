package signet.cli;

import signet.mail.SessionListener;
import signet.mail.Stage;

/** Shows a person how far a connection came. */
record StageProgress(Terminal terminal) implements SessionListener {
    @Override
    public void began(Stage stage) {
        terminal.progress(stage.word().replace('-', ' ') + " ...");
    }
}
