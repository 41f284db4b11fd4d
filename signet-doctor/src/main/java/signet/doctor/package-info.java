/**
 * Says what is wrong with a mail connection, proves it, and hands over the fix.
 *
 * <p>A probe opens the account through the same connector as delivery and records evidence; pure
 * checks read the evidence and the settings and give {@link signet.doctor.Finding}s, the most likely cause first. The
 * catalogue holds what providers answer, with meaning, causes and fix.
 */
@org.jspecify.annotations.NullMarked
package signet.doctor;
