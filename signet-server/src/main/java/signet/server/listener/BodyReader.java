package signet.server.listener;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;
import signet.server.queue.LineEnds;

/**
 * The octets of a message: after DATA up to CRLF dot CRLF with the doubled dots undone (RFC 5321 §4.1.1.4, §4.5.2), after BDAT
 * by count (RFC 3030). One pass over the buffer; what lies between two places of interest is copied as a whole.
 *
 * <p>Bare CR, bare LF and NUL are noted, and the rest is read all the same. A bare line end is never part of the end of the
 * message, and a dot behind one is a dot.
 */
final class BodyReader {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** A one in each of eight octets. */
    private static final long EACH = 0x0101_0101_0101_0101L;
    /** The highest bit of each. */
    private static final long HIGHEST = 0x8080_8080_8080_8080L;

    private enum State {
        LINE_START,
        IN_LINE,
        CR,
        DOT,
        DOT_CR
    }

    private final OutputStream sink;
    private final LineEnds lineEnds;
    private final boolean dots;
    private State state = State.LINE_START;
    private long line = 1;
    private Optional<String> defect = Optional.empty();
    private boolean nul;
    /** Where in the buffer begins what was not yet handed on, and where these octets begin. */
    private int from;

    private int start;

    /**
     * @param sink takes everything, also of a message that is refused in the end
     * @param dots whether a dot ends the message: after DATA, not after BDAT
     */
    BodyReader(OutputStream sink, LineEnds lineEnds, boolean dots) {
        this.sink = sink;
        this.lineEnds = lineEnds;
        this.dots = dots;
    }

    /** What is wrong with the message; empty when nothing is. */
    Optional<Answer> refusal() {
        if (nul) {
            return Optional.of(
                    Answer.bad(554, "5.6.0", "nul", "the message has a NUL in it; send it encoded in base64"));
        }
        return defect.filter(text -> lineEnds == LineEnds.REJECT)
                .map(text -> Answer.bad(550, "5.6.11", "bare-line-end", text));
    }

    /**
     * Takes {@code octets[first..limit)}.
     *
     * @return the index behind the end of the message, or -1 when it is not among them and all were taken
     */
    int take(byte[] octets, int first, int limit) throws IOException {
        start = first;
        from = first;
        int i = first;
        while (i < limit) {
            if (state == State.IN_LINE) {
                i = plain(octets, i, limit);
                if (i == limit) {
                    break;
                }
            }
            if (state == State.DOT_CR && octets[i] == '\n') {
                return i + 1; // what came before the dot was handed on when the dot was seen
            }
            step(octets, i);
            i++;
        }
        boolean held = state == State.CR || state == State.DOT_CR; // a CR is handed on when it is known what follows
        write(octets, held ? limit - 1 : limit);
        return -1;
    }

    /** Nothing more follows: for messages whose end is counted. */
    void finish() throws IOException {
        if (state == State.CR) {
            note("a bare CR");
            sink.write(CRLF, 0, 2);
        }
    }

    /** The index of the first octet that may matter. */
    private static int plain(byte[] octets, int first, int limit) {
        int i = first;
        while (i < limit) {
            if (i + Long.BYTES <= limit && !hasControl((long) EIGHT.get(octets, i))) {
                i += Long.BYTES;
                continue;
            }
            byte octet = octets[i];
            if (octet == '\n' || octet == '\r' || octet == 0) {
                return i;
            }
            i++;
        }
        return limit;
    }

    /** Whether one of eight octets is at most a CR: NUL, LF and CR are, TAB is too. All eight are compared in one subtraction. */
    private static boolean hasControl(long eight) {
        return ((eight - ('\r' + 1) * EACH) & ~eight & HIGHEST) != 0;
    }

    private void step(byte[] octets, int i) throws IOException {
        switch (state) {
            case LINE_START -> {
                if (dots && octets[i] == '.') {
                    write(octets, i);
                    from = i + 1;
                    state = State.DOT;
                } else {
                    inLine(octets, i);
                }
            }
            case DOT -> {
                inLine(octets, i);
                if (state == State.CR) {
                    state = State.DOT_CR;
                }
            }
            case DOT_CR, CR -> afterCr(octets, i);
            case IN_LINE -> inLine(octets, i);
        }
    }

    private void afterCr(byte[] octets, int i) throws IOException {
        boolean earlier = i == start; // the CR came with the octets before these
        if (octets[i] == '\n') {
            if (earlier) {
                lineEnd(i + 1);
            } else {
                line++;
            }
            state = State.LINE_START;
            return;
        }
        note("a bare CR");
        if (!earlier) {
            write(octets, i - 1);
        }
        lineEnd(i);
        state = State.IN_LINE; // a dot here does not stand at the start of a line as SMTP counts lines
        inLine(octets, i);
    }

    private void inLine(byte[] octets, int i) throws IOException {
        switch (octets[i]) {
            case '\r' -> state = State.CR;
            case '\n' -> {
                note("a bare LF");
                write(octets, i);
                lineEnd(i + 1);
                state = State.IN_LINE;
            }
            case 0 -> {
                nul = true;
                state = State.IN_LINE;
            }
            default -> state = State.IN_LINE;
        }
    }

    private void lineEnd(int next) throws IOException {
        sink.write(CRLF, 0, 2);
        from = next;
        line++;
    }

    private void note(String what) {
        if (defect.isEmpty()) {
            defect = Optional.of(
                    what + " in line " + line + " of the message; lines end with CRLF. Mend the program, or set "
                            + "line-ends: normalize for this listener");
        }
    }

    private void write(byte[] octets, int to) throws IOException {
        if (to > from) {
            sink.write(octets, from, to - from);
            from = to;
        }
    }
}
