/**
 * The web console under {@code /console/}: pages for people. It has no logic of its own. A page asks the routes of the API in
 * process ({@link signet.server.api.Desk}) with the rights of whoever is logged in, and shows the answer; what a page needs and
 * the API lacks becomes a route of the API.
 *
 * <ul>
 *   <li>{@link signet.server.console.Pages} is the table of everything that can be opened: method, path, role, handler. A handler
 *       takes a {@link signet.server.console.Visit} and gives a {@link signet.server.console.View}.
 *   <li>{@link signet.server.console.Gate} is the one way in. In this order it checks the host name, the transport (TLS, or
 *       loopback), the method, where a POST comes from, the session, the role, and the token against forged requests; then it
 *       runs the handler and writes what it gave.
 *   <li>A POST answers with a redirect (303) and a notice that is shown once. All of it works without JavaScript; htmx, where
 *       there is one, gets the changed part of the page.
 *   <li>Values reach a page as text nodes and attributes only. {@code th:utext} and inlining do not occur (a test looks). The
 *       content security policy allows files of this server and nothing else: no inline script, no inline style.
 *   <li>Secrets never reach a page: what the API masks stays masked. What was typed but not stored is kept in the
 *       {@link signet.server.console.Session}, on the server.
 * </ul>
 *
 * <p>Only this package knows Thymeleaf. Templates are in {@code signet/server/console/*.html} on the class path, what browsers
 * fetch beside them in {@code static/}.
 */
@NullMarked
package signet.server.console;

import org.jspecify.annotations.NullMarked;
