package signet.server.console;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import signet.server.account.SecondFactors;
import signet.server.account.Users;
import signet.server.event.EventLog;

/**
 * What the console needs itself, for logging people in. Everything else it asks the API.
 *
 * @param version as it is shown
 */
public record ConsoleServices(People people, EventLog events, InstantSource clock, String version) {
    /**
     * Who may come in, and by what.
     *
     * @param factorRequired whether everybody needs a second factor, as the settings in force say
     */
    public record People(Users users, SecondFactors factors, BooleanSupplier factorRequired) {}

    Users users() {
        return people.users();
    }

    SecondFactors factors() {
        return people.factors();
    }

    boolean factorRequired() {
        return people.factorRequired().getAsBoolean();
    }
}
