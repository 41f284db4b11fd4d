/** SMTP submission (RFC 5321, RFC 6409) as a client. */
@org.jspecify.annotations.NullMarked
package signet.mail.smtp;
