/**
 * POP3 as Exchange Online speaks it on port 995 (RFC 1939, 2449, 2595, 5034).
 *
 * <p>AUTH XOAUTH2 wants two lines. With the token on the first line the server says {@code -ERR Protocol error.
 * Connection is closed. 10} and closes; so it does for tokens of more than 4,096 characters. A maildrop has one session
 * at a time. Messages marked by DELE are removed by QUIT and by nothing else (RFC 1939 §6).
 */
@NullMarked
package signet.simulator.pop3;

import org.jspecify.annotations.NullMarked;
