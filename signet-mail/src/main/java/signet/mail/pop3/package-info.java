/** POP3 (RFC 1939) as a client. */
@org.jspecify.annotations.NullMarked
package signet.mail.pop3;
