/** The packaged command against Dovecot, Postfix and Keycloak: the main job, wrong set-ups, and other clients beside it. */
@NullMarked
package signet.realservers;

import org.jspecify.annotations.NullMarked;
