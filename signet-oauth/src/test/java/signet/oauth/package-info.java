/** Tests of the way from a credential to an access token. */
@org.jspecify.annotations.NullMarked
package signet.oauth;
