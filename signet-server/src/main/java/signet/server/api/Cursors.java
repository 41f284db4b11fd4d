package signet.server.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import signet.server.queue.EntryId;

/** Where the next page of a list begins. Opaque to the caller and good for the same filter only. */
final class Cursors {
    private static final int ID = 16;
    private static final int CHECK = 5;

    private Cursors() {}

    static String after(EntryId last, Object filter) {
        byte[] id = ByteBuffer.allocate(ID)
                .putLong(last.uuid().getMostSignificantBits())
                .putLong(last.uuid().getLeastSignificantBits())
                .array();
        byte[] cursor =
                ByteBuffer.allocate(ID + CHECK).put(id).put(check(id, filter)).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    static EntryId read(String cursor, Object filter) {
        byte[] octets;
        try {
            octets = cursor.length() > 60 ? new byte[0] : Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            octets = new byte[0];
        }
        byte[] id = Arrays.copyOf(octets, ID);
        if (octets.length != ID + CHECK
                || !Arrays.equals(check(id, filter), Arrays.copyOfRange(octets, ID, ID + CHECK))) {
            throw ProblemException.parameter(
                    "cursor", "is not one this list gave out; take it from 'next', with the same filter, as it is");
        }
        ByteBuffer halves = ByteBuffer.wrap(id);
        return new EntryId(new UUID(halves.getLong(), halves.getLong()));
    }

    private static byte[] check(byte[] id, Object filter) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(id);
            return Arrays.copyOf(digest.digest(filter.toString().getBytes(StandardCharsets.UTF_8)), CHECK);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
