package signet.server.api;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.Ssl;

/** How Tomcat is set up: one virtual thread per request, limits on everything a client may send or keep. */
final class Tomcat {
    private static final int CONNECTIONS = 1_000;
    private static final int BACKLOG = 500;
    private static final int HEADER = 16 * 1024;
    private static final int HEADERS = 100;
    /** What is read of a body nobody wants, so that the client gets to see the answer. */
    private static final int SWALLOWED = 4 * 1024 * 1024;

    private Tomcat() {}

    /** @param folder for Tomcat, which wants one to work in and one of documents; nothing of ours is in either, nor for others */
    static TomcatServletWebServerFactory factory(ApiOptions options, Path folder) throws IOException {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(options.port());
        factory.setProtocol(HeadDeadline.Protocol.class.getName());
        factory.setBaseDirectory(privately(folder));
        factory.setDocumentRoot(privately(folder.resolve("documents")));
        File work = privately(folder.resolve("work"));
        factory.setAddress(options.address());
        factory.setRegisterDefaultServlet(false);
        factory.setShutdown(Shutdown.GRACEFUL);
        factory.addContextCustomizers(context -> {
            if (context instanceof StandardContext standard) {
                standard.setWorkDir(work.toString());
            }
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
            }
        });
        factory.addConnectorCustomizers(connector -> {
            connector.setAllowTrace(false);
            connector.setXpoweredBy(false);
            connector.setMaxParameterCount(HEADERS);
            connector.setMaxPostSize(0); // a form's body is never read as parameters
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                limits(http, options);
            }
        });
        if (options.tls().isPresent()) {
            tls(factory, options.tls().get());
        }
        return factory;
    }

    private static File privately(Path folder) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        return Files.createDirectories(folder, ownerOnly).toFile();
    }

    private static void limits(AbstractHttp11Protocol<?> http, ApiOptions options) {
        int patience = Math.toIntExact(options.patience().toMillis());
        http.setExecutor(new VirtualThreadExecutor("api-"));
        http.setConnectionTimeout(patience);
        http.setKeepAliveTimeout(3 * patience);
        http.setMaxConnections(CONNECTIONS);
        http.setAcceptCount(BACKLOG);
        http.setMaxHttpRequestHeaderSize(HEADER);
        http.setMaxHeaderCount(HEADERS);
        http.setMaxSwallowSize(SWALLOWED);
    }

    private static void tls(TomcatServletWebServerFactory factory, ApiOptions.Tls tls) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", tls.key(), new char[0], tls.chain().toArray(X509Certificate[]::new));
            DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
            bundles.registerBundle("server", SslBundle.of(SslStoreBundle.of(store, "", null)));
            Ssl ssl = Ssl.forBundle("server");
            ssl.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            factory.setSsl(ssl);
            factory.setSslBundles(bundles);
        } catch (GeneralSecurityException e) {
            throw new IOException("server.tls: certificate and private key cannot be used: " + e.getMessage(), e);
        }
    }
}
