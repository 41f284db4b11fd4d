/**
 * Octets and lines between us and a mail server: {@link signet.mail.wire.Connector} makes a {@link signet.mail.wire.Wire},
 * {@link signet.mail.wire.Progress} tells the listener how far it came.
 *
 * <ul>
 *   <li>Connecting: every address is tried, each silent one costs 300 ms while others are untried and the full
 *       {@link signet.mail.Timeouts#connect()} afterwards; a proxy resolves the name itself; implicit TLS follows at once.
 *   <li>Deadlines: every read and every write ends by a moment on the monotonic clock. Reads use the socket's time-out.
 *       Writes do not block: they wait in a selector for a full window to open, so that a peer which takes nothing is noticed
 *       without a watching thread. That is why TLS is an {@code SSLEngine} here and not an {@code SSLSocket}, whose writes
 *       cannot time out.
 *   <li>TLS: 1.2 or later, host name always compared, by JSSE itself and not by the trust manager handed in; the presented
 *       chain is told also when the handshake fails; no session is resumed, so every connection verifies. Octets that
 *       arrived in clear before the handshake are an attack.
 *   <li>Limits: a line is as long as its reader allows; nothing is collected without a limit.
 *   <li>Secrets: {@code Mask} is the one place where they are taken out of what is shown, and out of what servers echo.
 * </ul>
 */
@org.jspecify.annotations.NullMarked
package signet.mail.wire;
