/**
 * Makes the key pair an app registration trusts: an RSA private key and a self-signed X.509 certificate.
 *
 * <p>{@link signet.server.certificate.NewKeyPair} is made in memory and written once, the private key readable by its owner
 * only. An existing file is never overwritten: a private key that was replaced by accident cannot be had back.
 *
 * <p>Entra ID takes RSA only, checks neither chain nor issuer of an uploaded certificate, and lists it by the SHA-1 of its
 * DER form.
 */
@org.jspecify.annotations.NullMarked
package signet.server.certificate;
