package signet.realservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One private Dovecot: IMAP, IMAPS, POP3, POP3S on loopback, LMTP and SASL on Unix sockets, Maildir below its folder. */
public final class Dovecot implements Closeable {
    /** The system user that owns the mail; every Debian has it. */
    static final String MAIL_USER = "mail";

    /** How it listens: with TLS or (wrongly) without, the SASL mechanisms it offers, and what else is otherwise. */
    record Options(boolean tls, String mechanisms, int imap, int imaps, int pop3, int pop3s, Otherwise otherwise) {
        static Options choose(Ports ports, boolean tls, String mechanisms) {
            return new Options(
                    tls, mechanisms, ports.next(), ports.next(), ports.next(), ports.next(), Otherwise.NOTHING);
        }

        Options with(Otherwise other) {
            return new Options(tls, mechanisms, imap, imaps, pop3, pop3s, other);
        }
    }

    /**
     * What differs from the usual set-up.
     *
     * @param pair      the certificate it shows in place of the one for {@code localhost}
     * @param protocols what it serves
     * @param main      lines at the end of {@code dovecot.conf}
     * @param oauth2    lines at the end of the file about tokens
     */
    record Otherwise(Optional<Authority.Pair> pair, String protocols, String main, String oauth2) {
        static final Otherwise NOTHING = new Otherwise(Optional.empty(), "imap pop3 lmtp", "", "");

        static Otherwise main(String lines) {
            return new Otherwise(Optional.empty(), NOTHING.protocols, lines + "\n", "");
        }

        static Otherwise oauth2(String lines) {
            return new Otherwise(Optional.empty(), NOTHING.protocols, "", lines + "\n");
        }

        static Otherwise pair(Authority.Pair pair) {
            return new Otherwise(Optional.of(pair), NOTHING.protocols, "", "");
        }

        Otherwise serving(String other) {
            return new Otherwise(pair, other, main, oauth2);
        }
    }

    private final Path folder;
    private final Options options;
    private final Daemon daemon;

    private Dovecot(Path folder, Options options, Daemon daemon) {
        this.folder = folder;
        this.options = options;
        this.daemon = daemon;
    }

    /**
     * Starts it.
     *
     * @param folder short enough for Unix sockets below it (107 bytes in all), readable for Dovecot's own users
     * @param issuer the only issuer whose tokens are taken; their keys come by {@link #trustTokensOf}
     * @param users name and password of everyone who has a mailbox
     */
    static Dovecot start(Path folder, Options options, Authority authority, String issuer, Map<String, String> users) {
        Authority.Pair pair = options.otherwise().pair().orElseGet(() -> authority.serverPair("localhost"));
        Authority.write(folder.resolve("users"), passwd(users));
        Authority.write(
                folder.resolve("mailboxes"),
                String.join(
                        "",
                        users.keySet().stream()
                                .map(name -> name + ":::::::nopassword=y\n")
                                .toList()));
        Authority.write(
                folder.resolve("oauth2.conf"),
                oauth2(folder, issuer) + options.otherwise().oauth2());
        Authority.write(
                folder.resolve("dovecot.conf"),
                configuration(folder, options, pair) + options.otherwise().main());
        try {
            Files.createDirectories(folder.resolve("keys"));
            Path mail = Files.createDirectories(folder.resolve("mail"));
            own(mail);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Dovecot(folder, options, launch(folder, options));
    }

    private static Daemon launch(Path folder, Options options) {
        Daemon daemon = Daemon.start(
                List.of(
                        "/usr/sbin/dovecot",
                        "-F",
                        "-c",
                        folder.resolve("dovecot.conf").toString()),
                Map.of(),
                folder,
                folder.resolve("start.log"));
        daemon.awaitListening(options.imap(), Duration.ofSeconds(30));
        if (options.otherwise().protocols().contains("pop3")) {
            daemon.awaitListening(options.pop3(), Duration.ofSeconds(30));
        }
        return daemon;
    }

    /** Accepts tokens this key signed for its applications. Dovecot looks for {@code azp/alg/kid}. */
    void trustTokensOf(RealServers.TokenKey key) {
        for (String client : key.clientIds()) {
            Authority.write(folder.resolve("keys/" + client + "/RS256/" + key.keyId()), key.publicKeyPem());
        }
    }

    static void own(Path path) throws IOException {
        Files.setOwner(
                path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(MAIL_USER));
    }

    private static String passwd(Map<String, String> users) {
        StringBuilder lines = new StringBuilder();
        users.forEach((name, password) -> lines.append(name)
                .append(":{PLAIN}")
                .append(password)
                .append(":::::")
                .append("\n"));
        return lines.toString();
    }

    private static String oauth2(Path folder, String issuer) {
        return """
                introspection_mode = local
                local_validation_key_dict = fs:posix:prefix=%s/keys/
                issuers = %s
                # the token names one mailbox; its domain is what must agree: an application permission
                username_attribute = mailbox
                username_format = %%Ld
                """.formatted(folder, issuer);
    }

    private static String configuration(Path folder, Options options, Authority.Pair pair) {
        return """
                listen = 127.0.0.1
                protocols = %11$s
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/dovecot.log
                auth_verbose = yes
                auth_mechanisms = %2$s
                auth_failure_delay = 0
                disable_plaintext_auth = %3$s
                ssl = %4$s
                ssl_cert = <%5$s
                ssl_key = <%6$s
                ssl_min_protocol = TLSv1.2
                mail_location = maildir:~/Maildir
                mail_uid = mail
                mail_gid = mail
                first_valid_uid = 1
                mail_max_userip_connections = 100
                default_vsz_limit = 1G
                # who has no mailbox is refused like everybody else who may not get in
                passdb {
                  driver = passwd-file
                  mechanisms = xoauth2 oauthbearer
                  args = %1$s/mailboxes
                  result_success = continue
                  result_failure = return-fail
                }
                passdb {
                  driver = oauth2
                  mechanisms = xoauth2 oauthbearer
                  args = %1$s/oauth2.conf
                }
                passdb {
                  driver = passwd-file
                  mechanisms = plain login
                  args = %1$s/users
                }
                userdb {
                  driver = passwd-file
                  args = %1$s/users
                  default_fields = home=%1$s/mail/%%n uid=mail gid=mail
                }
                service imap-login {
                  inet_listener imap {
                    port = %7$d
                  }
                  inet_listener imaps {
                    port = %8$d
                    ssl = yes
                  }
                }
                service pop3-login {
                  inet_listener pop3 {
                    port = %9$d
                  }
                  inet_listener pop3s {
                    port = %10$d
                    ssl = yes
                  }
                }
                service lmtp {
                  unix_listener lmtp {
                    mode = 0666
                  }
                }
                service auth {
                  unix_listener sasl {
                    mode = 0666
                  }
                }
                # else every refused login delays the next one from 127.0.0.1, by up to 15 s
                service anvil {
                  unix_listener anvil-auth-penalty {
                    mode = 0
                  }
                }
                """.formatted(
                        folder,
                        options.mechanisms(),
                        options.tls() ? "yes" : "no",
                        options.tls() ? "required" : "no",
                        pair.certificate(),
                        pair.key(),
                        options.imap(),
                        options.tls() ? options.imaps() : 0,
                        options.pop3(),
                        options.tls() ? options.pop3s() : 0,
                        options.otherwise().protocols());
    }

    public int imap() {
        return options.imap();
    }

    public int imaps() {
        return options.imaps();
    }

    public int pop3() {
        return options.pop3();
    }

    public int pop3s() {
        return options.pop3s();
    }

    Path lmtpSocket() {
        return folder.resolve("run/lmtp");
    }

    Path saslSocket() {
        return folder.resolve("run/sasl");
    }

    /** The Maildir of {@code local}@domain. */
    public Path maildir(String local) {
        return folder.resolve("mail/" + local + "/Maildir");
    }

    @Override
    public void close() {
        daemon.close();
    }
}
