package signet.simulator.smtp;

import java.io.IOException;
import java.util.Optional;
import signet.simulator.exchange.Spool;
import signet.simulator.fault.Action;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Stage;
import signet.simulator.wire.Dialog;

/** Takes the octets of a message off the wire: until CRLF.CRLF, or a counted chunk. Beyond the limit they are dropped. */
final class DataReader {
    private static final int BLOCK = 16_384;

    private final Dialog dialog;
    private final Spool spool;
    private final long limit;
    private final Optional<Effect> fault;
    private final byte[] block = new byte[BLOCK];
    private int used;
    private long seen;
    private boolean bareLineEnds;
    private boolean tooLarge;
    private boolean faulted;

    DataReader(Dialog dialog, Spool spool, long limit) {
        this.dialog = dialog;
        this.spool = spool;
        this.limit = limit;
        this.fault = dialog.arm(Stage.BODY);
    }

    /** Whether there was a CR without LF or a LF without CR. */
    boolean bareLineEnds() {
        return bareLineEnds;
    }

    /** The refusal when the message is longer than allowed. */
    Optional<String> tooLarge() {
        return tooLarge ? Optional.of("smtp.too-large") : Optional.empty();
    }

    /** Where in the pattern CRLF.CRLF the reader is. */
    private enum Place {
        LINE_START,
        IN_LINE,
        AFTER_CR,
        AFTER_DOT,
        AFTER_DOT_CR
    }

    /** Until the final dot; one dot at the start of a line is taken off (RFC 5321 §4.5.2). */
    void read() throws IOException {
        byte[] one = new byte[1];
        Place place = Place.LINE_START;
        while (true) {
            if (dialog.read(one, 0, 1) != 1) {
                continue;
            }
            arrived(1);
            byte octet = one[0];
            if (place == Place.AFTER_DOT_CR && octet == '\n') {
                flush();
                ended();
                return;
            }
            place = next(place, octet);
        }
    }

    private Place next(Place place, byte octet) throws IOException {
        switch (place) {
            case LINE_START -> {
                if (octet == '.') {
                    return Place.AFTER_DOT;
                }
            }
            case AFTER_DOT -> {
                if (octet == '\r') {
                    return Place.AFTER_DOT_CR;
                }
            }
            case AFTER_DOT_CR -> put((byte) '\r'); // .CR and no LF: the dot was stuffed, the CR is part of the text
            case IN_LINE, AFTER_CR -> {}
        }
        boolean afterCr = place == Place.AFTER_CR || place == Place.AFTER_DOT_CR;
        put(octet);
        bareLineEnds |= afterCr != (octet == '\n');
        if (octet == '\n') {
            return afterCr ? Place.LINE_START : Place.IN_LINE;
        }
        return octet == '\r' ? Place.AFTER_CR : Place.IN_LINE;
    }

    /** A chunk of BDAT: as it is (RFC 3030 §2). */
    void read(long octets) throws IOException {
        for (long left = octets; left > 0; ) {
            int count = dialog.read(block, 0, (int) Math.min(left, BLOCK));
            arrived(count);
            used = count;
            flush();
            left -= count;
        }
        ended();
    }

    private void put(byte octet) throws IOException {
        block[used++] = octet;
        if (used == BLOCK) {
            flush();
        }
    }

    private void flush() throws IOException {
        tooLarge |= spool.size() + used > limit;
        if (!tooLarge) {
            spool.write(block, 0, used);
        }
        used = 0;
    }

    private void arrived(int octets) throws IOException {
        seen += octets;
        if (fault.isPresent() && !faulted && seen > fault.get().after()) {
            happen(fault.get());
        }
    }

    /** A fault that waits for more octets than came happens at the end, before the message is taken. */
    private void ended() throws IOException {
        if (fault.isPresent() && !faulted) {
            happen(fault.get());
        }
    }

    private void happen(Effect effect) throws IOException {
        faulted = true;
        dialog.act(effect);
        if (effect.action() == Action.SAY) {
            dialog.act(Effect.close());
        }
    }
}
