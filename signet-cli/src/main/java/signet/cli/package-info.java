/**
 * The {@code signet} command: a thin shell around the libraries. One class per subcommand; each says what went on to people
 * on a terminal, or as JSON to programs.
 *
 * <p>Exit status: 0 = done, 1 = what was tried failed, 2 = wrong usage or configuration. Results go to standard output,
 * everything else to standard error. Progress and colours appear on a terminal only, and no colours with {@code NO_COLOR}
 * (https://no-color.org). Secrets, tokens and passwords are printed only with {@code --reveal}. Users see one line that says
 * what, where and how to fix it; {@code --debug} adds the stack trace.
 *
 * <p>Only the classes of the subcommand asked for are loaded, so that {@code signet explain} answers at once.
 */
@org.jspecify.annotations.NullMarked
package signet.cli;
