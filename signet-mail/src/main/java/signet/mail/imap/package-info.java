/** IMAP (RFC 3501, RFC 9051) as a client. */
@org.jspecify.annotations.NullMarked
package signet.mail.imap;
