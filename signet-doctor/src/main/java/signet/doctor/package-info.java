/**
 * Says what is wrong with a mail connection, proves it, and hands over the fix.
 *
 * <p>{@link signet.doctor.Lint} looks at settings without asking anybody. {@link signet.doctor.Doctor} asks: the login host for
 * its time and a token, then the mail host, through the same connector as delivery, and writes down what happens as evidence.
 * Pure checks read evidence and settings and give {@link signet.doctor.Finding}s: errors first, and of these the one of the
 * earliest stage, which is the most likely cause. A failed token does not keep the mail host from being looked at; only the
 * login and what follows is skipped.
 *
 * <p>The {@link signet.doctor.Catalogue} holds what providers answer, with meaning, causes and fix. A pasted log is unwrapped
 * into records first, so that words of two lines are not read as one answer. Where Exchange refuses
 * without a reason, the token's permissions and the account's other protocols put the possible reasons in order.
 *
 * <p>What an administrator can mend at Microsoft becomes a {@link signet.doctor.Remedy}, and {@link signet.doctor.RemedyScript}
 * makes PowerShell of it. The scripts are checked for their form; nobody has run them against Microsoft 365.
 *
 * <p>No finding holds a secret, a token or a part of one. A setting that is wrong only by a guess is never an error.
 */
@org.jspecify.annotations.NullMarked
package signet.doctor;
