package signet.server.api;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import signet.oauth.Secret;
import signet.server.account.LinkSecret;
import signet.server.account.Role;
import signet.server.account.Users;
import signet.server.account.Users.Link;
import signet.server.account.Users.User;
import signet.server.event.Event;

/** People who may use the console, and links by which they become so. Passwords are chosen in the console only. */
final class ConsoleUsers {
    private static final Duration USUAL = Duration.ofHours(24);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private final ApiServices services;
    private final Users users;
    private final SecureRandom random = new SecureRandom();

    ConsoleUsers(ApiServices services) {
        this.services = services;
        this.users = services.entrance().users();
    }

    Answer list(Call call) throws IOException {
        call.query();
        call.unrestricted();
        return Answer.ok(
                Map.of("users", users.list().stream().map(ConsoleUsers::shape).toList()));
    }

    private static Map<String, Object> shape(User user) {
        return Shapes.object(
                "name", user.name(),
                "role", user.role().word(),
                "created", user.created(),
                "passwordSince", user.passwordSince(),
                "lastLogin", user.lastLogin(),
                "secondFactorSince", user.factorSince());
    }

    private User user(Call call) throws IOException {
        return users.find(call.variable("name")).orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    Answer change(Call call) throws IOException {
        call.query();
        call.unrestricted();
        Members body = call.object();
        Optional<Role> role = role(body);
        body.done();
        User user = user(call);
        Role next = role.orElseThrow(() -> new IllegalStateException("done() ends without one"));
        if (next != Role.ADMINISTRATOR) {
            notTheLast(user);
        }
        users.role(user.name(), next);
        changed(user.name(), "role " + next.word(), call);
        return Answer.ok(shape(user(call)));
    }

    private static Optional<Role> role(Members body) {
        String word = body.required("role");
        Optional<Role> role = Role.of(word);
        if (role.isEmpty() && !word.isEmpty()) {
            body.complain(
                    "role",
                    "is one of " + Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", ")));
        }
        return role;
    }

    Answer delete(Call call) throws IOException {
        call.query();
        call.unrestricted();
        User user = user(call);
        notTheLast(user);
        users.delete(user.name());
        changed(user.name(), "deleted", call);
        return Answer.empty(204);
    }

    /** For somebody who lost the phone. The password stays, and whoever is logged in is out. */
    Answer forgetFactor(Call call) throws IOException {
        call.query();
        call.unrestricted();
        User user = user(call);
        notOnesOwn(user.name(), call);
        if (!services.entrance().factors().remove(user.name())) {
            throw new ProblemException(
                    404, "no-second-factor", "'" + user.name() + "' has no second factor that could be removed");
        }
        changed(user.name(), "second factor removed", call);
        return Answer.empty(204);
    }

    /** Who sits at somebody else's open browser could otherwise turn it off without password and code. */
    private static void notOnesOwn(String name, Call call) {
        if (call.caller().by().equals(Caller.user(name, Set.of()).by())) {
            throw new ProblemException(
                    409,
                    "own-second-factor",
                    "your own second factor is turned off or replaced on the page Profile, with password and code");
        }
    }

    private void notTheLast(User user) throws IOException {
        List<User> administrators = users.list().stream()
                .filter(other -> other.role() == Role.ADMINISTRATOR)
                .toList();
        if (administrators.size() == 1 && administrators.getFirst().name().equals(user.name())) {
            throw new ProblemException(
                    409,
                    "last-administrator",
                    "'" + user.name() + "' is the only administrator; make another one first");
        }
    }

    /** Makes a link by which somebody becomes a user, or who is one sets a new password. */
    Answer link(Call call) throws IOException {
        call.query();
        call.unrestricted();
        Instant now = services.clock().instant();
        Members body = call.object();
        Optional<String> name = body.text("name");
        name.filter(written -> !NAME.matcher(written).matches())
                .ifPresent(written -> body.complain(
                        "name",
                        "is [a-z0-9][a-z0-9._-]{0,62}: lower-case letters, digits, dots, hyphens and underscores"));
        Optional<User> known = name.isPresent() ? users.find(name.get()) : Optional.empty();
        Optional<Role> role = known.isPresent() && !body.has("role") ? known.map(User::role) : role(body);
        if (known.isPresent() && !role.equals(known.map(User::role))) {
            body.complain("role", "is another one than that of '" + known.get().name() + "'; leave it out");
        }
        Instant expires = body.time("expires").orElse(now.plus(USUAL));
        if (!expires.isAfter(now) || expires.isAfter(now.plus(LONGEST))) {
            body.complain("expires", "is a time from now on, at most " + LONGEST.toDays() + " days away");
        }
        boolean forgets = body.flag("forgetSecondFactor");
        if (forgets && known.isEmpty()) {
            body.complain("forgetSecondFactor", "needs the name of a user who is there");
        }
        body.done();
        if (forgets) {
            notOnesOwn(name.orElse(""), call);
        }
        Secret secret = LinkSecret.make(random);
        Link link = new Link(
                role.orElseThrow(() -> new IllegalStateException("done() ends without one")), name, expires, forgets);
        users.link(link, LinkSecret.digest(secret.reveal()).orElseThrow(), now);
        changed(
                name.orElse(""),
                "link for " + link.role().word() + (forgets ? " that forgets the second factor" : ""),
                call);
        return Answer.json(
                201,
                Shapes.object(
                        "path",
                        LinkSecret.path(secret), // shown this once
                        "role",
                        link.role().word(),
                        "name",
                        name,
                        "setsPassword",
                        known.isPresent(),
                        "asksSecondFactor",
                        !forgets && known.flatMap(User::factorSince).isPresent(),
                        "expires",
                        expires));
    }

    private void changed(String name, String change, Call call) throws IOException {
        services.events().append(Event.userChanged(name, change, call.caller().by()));
    }
}
