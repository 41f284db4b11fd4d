package signet.simulator;

import java.util.Set;
import signet.simulator.entra.AppRegistration;

/** The switches of an app registration. */
final class AppSwitches {
    private AppSwitches() {}

    static Switches<AppRegistration> table() {
        return new Switches<AppRegistration>()
                .with("roles", a -> a.roles().stream().sorted().toList(), (a, v) -> a.roles(Set.copyOf(v.texts())))
                .with("enabled", AppRegistration::enabled, (a, v) -> a.enabled(v.truth()))
                .with("service-principal", AppRegistration::servicePrincipal, (a, v) -> a.servicePrincipal(v.truth()))
                .with("public-client", AppRegistration::publicClient, (a, v) -> a.publicClient(v.truth()))
                .with("blocked", AppRegistration::blocked, (a, v) -> a.blocked(v.truth()))
                .with(
                        "allowed-addresses",
                        a -> a.allowedAddresses().stream().sorted().toList(),
                        (a, v) -> a.allowedAddresses(Set.copyOf(v.texts())));
    }
}
