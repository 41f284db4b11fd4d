package signet.simulator.entra;

import java.time.Instant;

/**
 * A client secret of an app registration.
 *
 * @param id the <i>Secret ID</i> of the portal, a GUID; often pasted in place of the value
 * @param value the <i>Value</i> of the portal. Synthetic: it opens nothing but the simulator
 * @param expires end of its life
 */
public record ClientSecret(String id, String value, Instant expires) {
    /** Says everything but the value. */
    @Override
    public String toString() {
        return "ClientSecret[id=" + id + ", expires=" + expires + "]";
    }
}
