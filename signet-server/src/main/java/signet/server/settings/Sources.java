package signet.server.settings;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Where values come from during one reading.
 *
 * @param ofFile written in the file, references and all
 * @param ofApi  come by way of the API, as they are
 */
record Sources(Complaints complaints, Values ofFile, Values ofApi) {
    static Sources of(Path folder, Environment environment, Complaints complaints) {
        return new Sources(complaints, new Values(folder, environment, complaints), Values.ofApi(folder, complaints));
    }

    /** The files that were read, and {@code more}. */
    Set<Path> files(Set<Path> more) {
        Set<Path> files = new HashSet<>(more);
        files.addAll(ofFile.files());
        return files;
    }
}
