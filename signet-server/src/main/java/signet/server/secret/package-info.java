/**
 * Secrets at rest. What the database keeps of credentials is sealed with a key that lives elsewhere: in a file or variable
 * named by {@code server.secrets-key}, else in {@code secrets.key} in the data folder, readable by its owner only.
 */
@NullMarked
package signet.server.secret;

import org.jspecify.annotations.NullMarked;
