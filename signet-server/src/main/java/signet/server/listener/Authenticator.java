package signet.server.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.account.Login;
import signet.server.account.Logins;

/**
 * AUTH (RFC 4954) with PLAIN (RFC 4616) and LOGIN. What a client sends here is kept by nobody: not in a log, an answer or an
 * exception.
 */
final class Authenticator {
    private static final Logger LOG = System.getLogger("signet.listener");
    /** {@code Username:} and {@code Password:}, exactly: there are devices that compare. */
    private static final Answer USER_NAME = Answer.good(334, "", "VXNlcm5hbWU6");

    private static final Answer PASSWORD = Answer.good(334, "", "UGFzc3dvcmQ6");
    private static final Answer EMPTY_CHALLENGE = Answer.good(334, "", "");

    private final ClientWire wire;
    private final Service service;
    private final Peer peer;

    Authenticator(ClientWire wire, Service service, Peer peer) {
        this.wire = wire;
        this.service = service;
        this.peer = peer;
    }

    /** The answer, and the login when it is a good one. */
    record Result(Answer answer, Optional<Login> login) {
        static Result refused(Answer answer) {
            return new Result(answer, Optional.empty());
        }
    }

    /** One line from the client, or why there is none. */
    private record Response(Optional<String> text, Answer problem) {}

    Result run(Command.Auth command) throws IOException, InterruptedException {
        return switch (command.mechanism()) {
            case "PLAIN" -> plain(command.initial());
            case "LOGIN" -> login(command.initial());
            default ->
                Result.refused(
                        Answer.bad(504, "5.5.4", "authentication", "unknown mechanism; PLAIN and LOGIN are known"));
        };
    }

    private Result plain(Optional<String> initial) throws IOException, InterruptedException {
        Response response = initial.isPresent() ? decoded(initial.get()) : ask(EMPTY_CHALLENGE);
        if (response.text.isEmpty()) {
            return Result.refused(response.problem);
        }
        String[] parts = response.text.get().split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty()) {
            return Result.refused(Answer.bad(
                    501, "5.5.2", "authentication", "PLAIN is: NUL, user name, NUL, password, encoded in base64"));
        }
        boolean other = !parts[0].isEmpty() && !parts[0].equals(parts[1]);
        return other ? Result.refused(wrong(parts[1])) : check(parts[1], parts[2]);
    }

    private Result login(Optional<String> initial) throws IOException, InterruptedException {
        Response user = initial.isPresent() ? decoded(initial.get()) : ask(USER_NAME);
        if (user.text.isEmpty()) {
            return Result.refused(user.problem);
        }
        Response password = ask(PASSWORD);
        if (password.text.isEmpty()) {
            return Result.refused(password.problem);
        }
        if (user.text.get().indexOf('\0') >= 0 || password.text.get().indexOf('\0') >= 0) {
            return Result.refused(Answer.bad(501, "5.5.2", "authentication", "a NUL in user name or password"));
        }
        return check(user.text.get(), password.text.get());
    }

    private Result check(String user, String password) throws InterruptedException {
        return switch (service.logins().check(user, Secret.of(password), peer.address())) {
            case Logins.Answer.Accepted accepted -> {
                service.statistics().loggedIn();
                yield new Result(Answer.good(235, "2.7.0", "welcome"), Optional.of(accepted.login()));
            }
            case Logins.Answer.Refused refused -> Result.refused(wrong(user));
            case Logins.Answer.Busy busy ->
                Result.refused(
                        Answer.bad(454, "4.7.0", "authentication-busy", "too many logins at once; try again soon"));
        };
    }

    /** The user name is logged only if there is such a login: people type passwords into the wrong field. */
    private Answer wrong(String user) {
        boolean known = service.accounts().current().logins().stream()
                .anyMatch(login -> login.name().equals(user) || login.aliases().contains(user));
        LOG.log(Level.WARNING, "login refused peer={0} login={1}", peer.text(), known ? user : "(unknown)");
        return Answer.bad(535, "5.7.8", "authentication", "user name or password is wrong, or not for this address");
    }

    private Response ask(Answer challenge) throws IOException {
        if (wire.hasInput()) {
            // RFC 4954 §4: the response may not be sent before the challenge; what comes is no answer to it
            return new Response(
                    Optional.empty(),
                    Answer.bad(554, "5.5.0", "pipelining", "wait for the answer to AUTH before you go on")
                            .thenHangUp());
        }
        wire.send(challenge);
        return switch (wire.readLine()) {
            case LINE -> {
                byte[] octets = wire.octets();
                String line = new String(
                        octets, wire.lineStart(), wire.lineEnd() - wire.lineStart(), StandardCharsets.ISO_8859_1);
                yield line.equals("*")
                        ? new Response(Optional.empty(), Answer.bad(501, "5.0.0", "authentication", "login given up"))
                        : decoded(line);
            }
            case TOO_LONG ->
                new Response(
                        Optional.empty(),
                        Answer.bad(
                                500,
                                "5.5.6",
                                "authentication",
                                "the line is longer than " + CommandParser.LONGEST_AUTH));
            case BARE_LF, TLS_RECORD ->
                new Response(
                        Optional.empty(),
                        Answer.bad(500, "5.5.2", "syntax", "a line ends with CRLF")
                                .thenHangUp());
            case PART -> // all there was
                new Response(
                        Optional.empty(),
                        Answer.bad(421, "4.4.2", "gone", "good-bye").thenHangUp());
        };
    }

    private static Response decoded(String written) {
        Answer bad = Answer.bad(501, "5.5.2", "authentication", "this is no base64 of UTF-8 text");
        try {
            byte[] octets =
                    written.equals("=") ? new byte[0] : Base64.getDecoder().decode(written);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
            return new Response(Optional.of(text), bad);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return new Response(Optional.empty(), bad); // what it was is nobody's business
        }
    }
}
