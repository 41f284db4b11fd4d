package signet.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import signet.oauth.Secret;
import signet.server.account.ObjectStore;
import signet.server.secret.Vault;

/** Objects made through the API, each sealed for its own place. */
final class SqliteObjects implements ObjectStore {
    private final Writer writer;
    private final Readers readers;
    private final Vault vault;

    SqliteObjects(Writer writer, Readers readers, Vault vault) {
        this.writer = writer;
        this.readers = readers;
        this.vault = vault;
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String context(Kind kind, String name) {
        return word(kind) + "/" + name;
    }

    @Override
    public List<Stored> objects() throws IOException {
        List<Map.Entry<Stored, byte[]>> sealed = readers.read(sql -> sql.list(
                row -> Map.entry(
                        new Stored(
                                Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                                row.getString(2),
                                Secret.of("")),
                        row.getBytes(3)),
                "select kind, name, sealed from object order by kind, name"));
        List<Stored> objects = new ArrayList<>();
        for (Map.Entry<Stored, byte[]> entry : sealed) {
            Stored place = entry.getKey();
            byte[] clear = vault.open(entry.getValue(), context(place.kind(), place.name()));
            objects.add(new Stored(place.kind(), place.name(), Secret.of(new String(clear, UTF_8))));
        }
        return objects;
    }

    @Override
    public void put(Stored object) throws IOException {
        byte[] sealed = vault.seal(object.block().reveal().getBytes(UTF_8), context(object.kind(), object.name()));
        writer.write(sql -> sql.update(
                "insert or replace into object (kind, name, sealed) values (?, ?, ?)",
                word(object.kind()),
                object.name(),
                sealed));
    }

    @Override
    public boolean delete(Kind kind, String name) throws IOException {
        return writer.write(sql -> sql.update("delete from object where kind = ? and name = ?", word(kind), name) > 0);
    }
}
