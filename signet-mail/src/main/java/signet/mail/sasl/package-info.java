/** SASL mechanisms: XOAUTH2, OAUTHBEARER (RFC 7628), PLAIN (RFC 4616), LOGIN. */
@org.jspecify.annotations.NullMarked
package signet.mail.sasl;
