package signet.simulator.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import signet.simulator.fault.Action;
import signet.simulator.fault.Effect;

/**
 * What goes out, collected until somebody waits, and spoilt when a fault is armed. The lock is held while writing because
 * the thread that delivers a message writes into IDLE.
 */
final class Outlet {
    private final Dialog dialog;
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] buffer = new byte[8192];
    private OutputStream out = OutputStream.nullOutputStream();
    private Optional<Effect> armed = Optional.empty();
    private long passed;
    private boolean replaced;
    private int used;

    Outlet(Dialog dialog) {
        this.dialog = dialog;
    }

    void to(OutputStream stream) {
        out = stream;
        used = 0;
    }

    void arm(Optional<Effect> effect) {
        armed = effect;
        passed = 0;
        replaced = false;
    }

    void disarm() {
        arm(Optional.empty());
    }

    void write(byte[] octets) throws IOException {
        write(octets, 0, octets.length);
    }

    void write(byte[] octets, int from, int count) throws IOException {
        lock.lock();
        try {
            if (armed.isEmpty()) {
                collect(octets, from, count);
            } else {
                spoil(armed.get(), octets, from, count);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Everything collected leaves. */
    void flush() throws IOException {
        lock.lock();
        try {
            settle();
            pass();
        } finally {
            lock.unlock();
        }
    }

    /** Everything collected leaves, faults or not. */
    void pass() throws IOException {
        if (used > 0) {
            int count = used;
            used = 0;
            out.write(buffer, 0, count);
            out.flush();
        }
    }

    /** The reply is complete: what waited for more octets of it happens now. */
    void settle() throws IOException {
        if (armed.isPresent() && passed > 0) {
            Effect effect = armed.get();
            disarm();
            if (effect.action() == Action.INJECT) {
                byte[] more = effect.wireText().getBytes(StandardCharsets.UTF_8);
                collect(more, 0, more.length);
            } else if (endsConnection(effect)) {
                dialog.act(effect);
            }
        }
    }

    private static boolean endsConnection(Effect effect) {
        return switch (effect.action()) {
            case STALL, CLOSE, RESET -> true;
            case SAY -> effect.saysGoodbye();
            case GARBLE, DRIP, DELAY, INJECT, SPLIT -> false;
        };
    }

    private void spoil(Effect effect, byte[] octets, int from, int count) throws IOException {
        long before = Math.max(0, Math.min(count, effect.after() - passed));
        passed += count;
        switch (effect.action()) {
            case STALL, CLOSE, RESET -> {
                collect(octets, from, (int) before);
                if (before < count) {
                    disarm();
                    dialog.act(effect);
                }
            }
            case DELAY -> {
                collect(octets, from, (int) before);
                if (before < count) {
                    disarm();
                    pass();
                    dialog.pause(effect.duration());
                    collect(octets, from + (int) before, count - (int) before);
                }
            }
            case SAY -> replace(effect);
            case GARBLE -> garble(octets, from, count);
            case DRIP -> pieces(octets, from, count, effect);
            case SPLIT -> pieces(octets, from, count, Effect.drip(1, java.time.Duration.ZERO));
            case INJECT -> collect(octets, from, count);
        }
    }

    private void replace(Effect effect) throws IOException {
        if (!replaced) {
            replaced = true;
            byte[] text = effect.wireText().getBytes(StandardCharsets.UTF_8);
            collect(text, 0, text.length);
        }
    }

    private void garble(byte[] octets, int from, int count) throws IOException {
        byte[] damaged = java.util.Arrays.copyOfRange(octets, from, from + count);
        for (int i = 0; i < damaged.length; i += 3) {
            if (damaged[i] != '\r' && damaged[i] != '\n') {
                damaged[i] ^= (byte) 0x80;
            }
        }
        collect(damaged, 0, damaged.length);
    }

    private void pieces(byte[] octets, int from, int count, Effect effect) throws IOException {
        int piece = Math.max(1, effect.octets());
        for (int at = 0; at < count; at += piece) {
            collect(octets, from + at, Math.min(piece, count - at));
            pass();
            if (!effect.duration().isZero()) {
                dialog.pause(effect.duration());
            }
        }
    }

    private void collect(byte[] octets, int from, int count) throws IOException {
        if (used + count > buffer.length) {
            pass();
        }
        if (count > buffer.length) {
            out.write(octets, from, count);
            out.flush();
        } else {
            System.arraycopy(octets, from, buffer, used, count);
            used += count;
        }
    }
}
