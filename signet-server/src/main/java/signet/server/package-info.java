/**
 * Everything that serves an organisation as a whole: settings, composing, retrieval.
 *
 * <p>{@link signet.server.Wiring} builds the objects of one {@code signet.yaml} with plain constructors; the packages below
 * know nothing of one another beyond the arrows of {@code docs/architecture.md}.
 */
@org.jspecify.annotations.NullMarked
package signet.server;
