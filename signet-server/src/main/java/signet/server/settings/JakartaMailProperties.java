package signet.server.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.mail.Protocol;
import signet.mail.TlsMode;

/**
 * <em>Additional properties</em>, by the names Jakarta Mail gave them, read for what they mean to us.
 *
 * <p>Every property gets one of three answers: understood; known but without meaning here (info); refused because it weakens
 * TLS. An unknown name is an error with the near name, because a mistyped {@code starttls.required} must not be passed over.
 */
final class JakartaMailProperties {
    private static final Pattern NAME = Pattern.compile("mail\\.(smtps?|imaps?|pop3s?)\\.(.+)");
    private static final String SSL_FACTORY = "javax.net.ssl.SSLSocketFactory";

    private static final Set<String> UNDERSTOOD = Set.of(
            "host",
            "port",
            "user",
            "from",
            "starttls.enable",
            "starttls.required",
            "ssl.enable",
            "ssl.protocols",
            "ssl.checkserveridentity",
            "socketFactory.class",
            "socketFactory.port",
            "connectiontimeout",
            "timeout",
            "writetimeout",
            "auth",
            "auth.mechanisms",
            "localhost");
    private static final Set<String> WEAKENING = Set.of(
            "ssl.trust", "socketFactory.fallback", "ssl.socketFactory.class", "ssl.socketFactory", "socketFactory");
    private static final Set<String> WITHOUT_MEANING = Set.of(
            "allow8bitmime",
            "allowutf8",
            "appendbuffersize",
            "auth.login.disable",
            "auth.ntlm.disable",
            "auth.plain.disable",
            "auth.xoauth2.disable",
            "auth.xoauth2.two.line.authentication.format",
            "chunksize",
            "closefoldersonstorefailure",
            "compress.enable",
            "connectionpoolsize",
            "connectionpooltimeout",
            "disabletop",
            "dsn.notify",
            "dsn.ret",
            "ehlo",
            "executor.writetimeout",
            "fetchsize",
            "finalizecleanclose",
            "forgettopheaders",
            "ignorebodystructuresize",
            "keepmessagecontent",
            "mailextension",
            "minidletime",
            "noop.strict",
            "partialfetch",
            "peek",
            "quitwait",
            "reportsuccess",
            "rsetbeforequit",
            "sasl.enable",
            "sasl.mechanisms",
            "sasl.realm",
            "sendpartial",
            "separatestoreconnection",
            "ssl.ciphersuites",
            "statuscachetimeout",
            "submitter",
            "throwsearchexception",
            "usesocketchannels",
            "userset");
    private static final Map<String, String> GENERAL = Map.of(
            "mail.store.protocol", "protocol",
            "mail.transport.protocol", "protocol",
            "mail.debug", "none",
            "mail.debug.auth", "none",
            "mail.host", "none",
            "mail.user", "none",
            "mail.from", "none");

    /** A property with the place it was written at. */
    record Property(String value, Place place) {}

    /** What the properties of one protocol ask for. */
    record Wishes(
            Optional<String> host,
            Optional<Integer> port,
            Optional<TlsMode> tls,
            Optional<String> user,
            Optional<String> from,
            Optional<Duration> connect,
            Optional<Duration> reply,
            Optional<Duration> write,
            Optional<String> localName,
            List<String> mechanisms) {}

    private final Complaints complaints;
    private final String owner;
    private final Map<Protocol, Map<String, Property>> understood = new EnumMap<>(Protocol.class);
    private final Set<Protocol> implicitByName = java.util.EnumSet.noneOf(Protocol.class);

    private JakartaMailProperties(Complaints complaints, String owner) {
        this.complaints = complaints;
        this.owner = owner;
    }

    /** Reads all properties of one account; what is wrong with them goes to the complaints. */
    static Map<Protocol, Wishes> read(Map<String, Property> properties, Complaints complaints, String owner) {
        JakartaMailProperties reading = new JakartaMailProperties(complaints, owner);
        properties.forEach(reading::sort);
        Map<Protocol, Wishes> wishes = new EnumMap<>(Protocol.class);
        reading.understood.keySet().forEach(protocol -> wishes.put(protocol, reading.wishes(protocol)));
        return wishes;
    }

    /** Whether the name is one that Jakarta Mail knows; none of these holds a secret. */
    static boolean isKnown(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return GENERAL.containsKey(name);
        }
        String rest = matcher.group(2);
        return UNDERSTOOD.contains(rest) || WITHOUT_MEANING.contains(rest) || WEAKENING.contains(rest);
    }

    private void sort(String name, Property property) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            general(name, property);
            return;
        }
        String prefix = matcher.group(1);
        String key = matcher.group(2);
        if (WEAKENING.contains(key)) {
            weakening(name, key, property);
        } else if (UNDERSTOOD.contains(key)) {
            boolean secure = prefix.length() > 4 || prefix.equals("pop3s");
            Protocol protocol = Protocol.valueOf(
                    (secure ? prefix.substring(0, prefix.length() - 1) : prefix).toUpperCase(Locale.ROOT));
            understood
                    .computeIfAbsent(protocol, p -> new java.util.LinkedHashMap<>())
                    .put(key, property);
            if (secure) {
                implicitByName.add(protocol);
            }
        } else if (WITHOUT_MEANING.contains(key)) {
            withoutMeaning(name, property);
        } else {
            unknown(name, "mail." + prefix + ".", key, property);
        }
    }

    private void general(String name, Property property) {
        String meaning = GENERAL.get(name);
        if (meaning == null && !name.startsWith("mail.mime.")) {
            unknown(name, "", name, property);
        } else if ("protocol".equals(meaning)) {
            String value = property.value();
            if (value.equals("imaps") || value.equals("pop3s") || value.equals("smtps")) {
                Protocol protocol =
                        Protocol.valueOf(value.substring(0, value.length() - 1).toUpperCase(Locale.ROOT));
                implicitByName.add(protocol);
                understood.computeIfAbsent(protocol, p -> new java.util.LinkedHashMap<>());
            }
        } else {
            withoutMeaning(name, property);
        }
    }

    private void weakening(String name, String key, Property property) {
        if (key.equals("socketFactory.fallback") && property.value().equals("false")) {
            withoutMeaning(name, property);
            return;
        }
        refuse(
                name,
                property,
                key.equals("ssl.trust")
                        ? "Name the extra CA with trust: file:ca.pem; certificates are always verified."
                        : "Remove it; TLS is always verified, and an extra CA goes into trust: file:ca.pem.");
    }

    private void refuse(String name, Property property, String remedy) {
        complaints.error(
                owner,
                property.place(),
                "property-weakens-tls",
                "'" + name + "' is refused because it weakens TLS",
                remedy);
    }

    private void withoutMeaning(String name, Property property) {
        complaints.info(
                owner,
                property.place(),
                "property-without-meaning",
                "'" + name + "' is known but has no meaning here",
                "It can be removed.");
    }

    private void unknown(String name, String prefix, String key, Property property) {
        Set<String> known = new TreeSet<>(prefix.isEmpty() ? GENERAL.keySet() : UNDERSTOOD);
        if (!prefix.isEmpty()) {
            known.addAll(WITHOUT_MEANING);
            known.addAll(WEAKENING);
        }
        String near = NearWord.of(key, known)
                .map(k -> "Did you mean '" + prefix + k + "'?")
                .orElse("Remove it.");
        complaints.error(
                owner, property.place(), "property-unknown", "'" + name + "' is not a Jakarta Mail property", near);
    }

    private Wishes wishes(Protocol protocol) {
        Map<String, Property> given = understood.getOrDefault(protocol, Map.of());
        return new Wishes(
                value(given, "host"),
                whole(given, protocol, "port", 1, 65_535)
                        .or(() -> whole(given, protocol, "socketFactory.port", 1, 65_535)),
                tls(protocol, given),
                value(given, "user"),
                value(given, "from"),
                duration(given, protocol, "connectiontimeout"),
                duration(given, protocol, "timeout"),
                duration(given, protocol, "writetimeout"),
                value(given, "localhost"),
                mechanisms(given));
    }

    /**
     * STARTTLS asked for together with an SSL socket factory means implicit TLS: the factory makes the connection private
     * before a STARTTLS could be sent.
     */
    private Optional<TlsMode> tls(Protocol protocol, Map<String, Property> given) {
        checkIdentity(protocol, given);
        checkProtocols(protocol, given);
        Optional<String> factory = value(given, "socketFactory.class");
        if (factory.isPresent() && !factory.get().isBlank() && !factory.get().equals(SSL_FACTORY)) {
            refuse(
                    name(protocol, "socketFactory.class"),
                    property(given, "socketFactory.class"),
                    "Only " + SSL_FACTORY + " or an empty value is understood, as implicit TLS.");
        }
        boolean implicit = implicitByName.contains(protocol)
                || factory.isPresent()
                || value(given, "ssl.enable").filter("true"::equals).isPresent();
        if (implicit) {
            return Optional.of(TlsMode.IMPLICIT);
        }
        boolean required =
                value(given, "starttls.required").filter("true"::equals).isPresent();
        Optional<String> starttls = value(given, "starttls.enable");
        if (required || starttls.filter("true"::equals).isPresent()) {
            return Optional.of(TlsMode.STARTTLS);
        }
        return starttls.filter("false"::equals).map(no -> TlsMode.NONE);
    }

    private void checkIdentity(Protocol protocol, Map<String, Property> given) {
        if (value(given, "ssl.checkserveridentity").filter("false"::equals).isPresent()) {
            refuse(
                    name(protocol, "ssl.checkserveridentity"),
                    property(given, "ssl.checkserveridentity"),
                    "Remove it; the host name in the certificate is always checked.");
        }
    }

    private void checkProtocols(Protocol protocol, Map<String, Property> given) {
        for (String word : value(given, "ssl.protocols").orElse("").split("[\\s,]+", -1)) {
            if (!word.isEmpty() && !word.equals("TLSv1.2") && !word.equals("TLSv1.3")) {
                refuse(
                        name(protocol, "ssl.protocols"),
                        property(given, "ssl.protocols"),
                        "Write TLSv1.2 TLSv1.3, or remove it: these two are always used.");
                return;
            }
        }
    }

    private static List<String> mechanisms(Map<String, Property> given) {
        List<String> words = new ArrayList<>();
        for (String word : value(given, "auth.mechanisms").orElse("").split("[\\s,]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word.toUpperCase(Locale.ROOT));
            }
        }
        return words;
    }

    private Optional<Duration> duration(Map<String, Property> given, Protocol protocol, String key) {
        // Jakarta Mail counts milliseconds; a value of 0 or less means "for ever" there and our own default here
        return whole(given, protocol, key, Integer.MIN_VALUE, Integer.MAX_VALUE)
                .filter(milliseconds -> milliseconds > 0)
                .map(Duration::ofMillis);
    }

    private Optional<Integer> whole(Map<String, Property> given, Protocol protocol, String key, int least, int most) {
        Optional<String> text = value(given, key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            int number = Integer.parseInt(text.get().strip());
            if (number >= least && number <= most) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            // falls through to the complaint, which is the same for "abc" and for 70000
        }
        complaints.error(
                owner,
                property(given, key).place(),
                "property-wrong-value",
                "'" + name(protocol, key) + "' is '" + text.get() + "', not a whole number that is possible here",
                key.endsWith("port") ? "Write a port of 1 to 65535." : "Write milliseconds.");
        return Optional.empty();
    }

    private static Optional<String> value(Map<String, Property> given, String key) {
        return Optional.ofNullable(given.get(key)).map(Property::value);
    }

    private static Property property(Map<String, Property> given, String key) {
        return java.util.Objects.requireNonNull(given.get(key));
    }

    private static String name(Protocol protocol, String key) {
        return "mail." + protocol.word() + "." + key;
    }
}
