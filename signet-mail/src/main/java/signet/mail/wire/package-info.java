/** Bytes and lines: a socket with deadlines and limits, TLS, and the masked transcript. */
@org.jspecify.annotations.NullMarked
package signet.mail.wire;
