/**
 * The support bundle: what somebody needs to know who is asked for help, in one file that can be given away. It holds no secret, no
 * content, no subject and no attachment.
 *
 * <p>Three things keep secrets out, each by itself. Every part shows only what is known to be harmless. Recipients' local parts are
 * shortened unless somebody asks for them. And before a part is written, every secret of the settings is looked for in it, in
 * whatever form ({@link signet.oauth.SecretEcho}); the bundle says how often that was needed.
 *
 * <p>Every part has a limit of size, and says what was cut.
 */
@NullMarked
package signet.server.support;

import org.jspecify.annotations.NullMarked;
