/**
 * Which requirement was proved by which test.
 *
 * <p>A test that proves a row of {@code docs/conformance.md} carries the row's number as a JUnit tag. While tests run,
 * {@link signet.conformance.RowListener} notes for each such test whether it passed, in {@code target/conformance.tsv} of the
 * module; {@code .ci/conformance} adds the files up into one figure.
 */
@org.jspecify.annotations.NullMarked
package signet.conformance;
