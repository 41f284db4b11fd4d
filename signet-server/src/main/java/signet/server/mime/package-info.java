/**
 * Makes and reads messages (RFC 5322, MIME) by way of Apache Mime4j.
 *
 * <p>{@link signet.server.mime.MessageWriter} composes a {@link signet.server.mime.Composition} in constant memory: an
 * attachment is streamed from its file. Line ends are CRLF, header lines fold at 78 characters, non-ASCII header text
 * becomes encoded words (RFC 2047), file names become RFC 2231 parameters, text is sent as 7bit, quoted-printable or base64,
 * whichever is smallest that survives every server. Blind carbon copies are in the envelope and never in the header.
 *
 * <p>{@link signet.server.mime.HeaderSummary} reads what a list of messages shows, from the first octets of any message,
 * well-formed or not.
 */
@org.jspecify.annotations.NullMarked
package signet.server.mime;
