package signet.server.console;

import java.time.InstantSource;
import signet.server.account.Users;
import signet.server.event.EventLog;

/**
 * What the console needs itself, for logging people in. Everything else it asks the API.
 *
 * @param version as it is shown
 */
public record ConsoleServices(Users users, EventLog events, InstantSource clock, String version) {}
