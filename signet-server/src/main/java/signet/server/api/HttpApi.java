package signet.server.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContextException;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.support.HandlerFunctionAdapter;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;

/**
 * The API, listening. Spring gets exactly these beans: the table of routes, the security chain and Tomcat. It starts after
 * everything else and ends before it.
 */
public final class HttpApi implements AutoCloseable {
    /** Below INFO Tomcat writes whole requests into its log, tokens and secrets among them. */
    private static final List<String> TALKATIVE = List.of("org.apache", "org.apache.coyote", "org.springframework");

    private final ServletWebServerApplicationContext context;
    private final EventStreams streams;

    /** Kept, because the log manager forgets a logger that nobody holds, and its level with it. */
    @SuppressWarnings("UnusedVariable")
    private final List<Logger> quieted;

    private HttpApi(ServletWebServerApplicationContext context, EventStreams streams, List<Logger> quieted) {
        this.context = context;
        this.streams = streams;
        this.quieted = quieted;
    }

    private static Logger quiet(String name) {
        Logger logger = Logger.getLogger(name);
        if (logger.isLoggable(Level.INFO)) {
            logger.setLevel(Level.INFO);
        }
        return logger;
    }

    /**
     * @param folder made where it is missing; the only place it writes to
     * @throws IOException when the address is taken or does not exist here, or certificate and key do not fit
     */
    public static HttpApi start(ApiOptions options, ApiServices services, Path folder) throws IOException {
        return start(options, services, folder, Annex.NONE);
    }

    /**
     * @param annex what is served beside the API
     * @throws IOException as above
     */
    public static HttpApi start(ApiOptions options, ApiServices services, Path folder, Annex annex) throws IOException {
        List<Logger> quieted = TALKATIVE.stream().map(HttpApi::quiet).toList();
        EventStreams streams = new EventStreams(services.events(), services.clock());
        Router router = new Router(Routes.of(services, streams), options);
        List<SecurityFilterChain> before = annex.chains(new Desk(router, options.patience()));
        var context = new ServletWebServerApplicationContext();
        TomcatServletWebServerFactory tomcat = Tomcat.factory(options, folder);
        context.registerBean(TomcatServletWebServerFactory.class, () -> tomcat);
        context.registerBean("chain", FilterRegistrationBean.class, () -> chain(router, services, before));
        context.registerBean(DispatcherServlet.class);
        context.registerBean(
                "dispatcher",
                ServletRegistrationBean.class,
                () -> dispatcher(context.getBean(DispatcherServlet.class)));
        context.registerBean("routes", RouterFunction.class, () -> router);
        context.registerBean(RouterFunctionMapping.class, HttpApi::mapping);
        context.registerBean(HandlerFunctionAdapter.class);
        context.registerBean(HandlerExceptionResolver.class, LastResort::new);
        try {
            context.refresh();
        } catch (ApplicationContextException | WebServerException e) {
            context.close();
            throw new IOException(
                    "the API cannot listen at " + options.address().getHostAddress() + " port " + options.port() + ": "
                            + innermost(e) + " (server.address and server.port in signet.yaml)",
                    e);
        }
        return new HttpApi(context, streams, quieted);
    }

    private static ServletRegistrationBean<DispatcherServlet> dispatcher(DispatcherServlet servlet) {
        ServletRegistrationBean<DispatcherServlet> registration = new ServletRegistrationBean<>(servlet, "/");
        registration.setLoadOnStartup(1); // else the first request waits for it
        return registration;
    }

    private static RouterFunctionMapping mapping() {
        RouterFunctionMapping mapping = new RouterFunctionMapping();
        // ours write themselves; without one here Spring would look for every converter it knows
        mapping.setMessageConverters(List.of(new StringHttpMessageConverter()));
        return mapping;
    }

    private static FilterRegistrationBean<FilterChainProxy> chain(
            Router router, ApiServices services, List<SecurityFilterChain> before) {
        FilterRegistrationBean<FilterChainProxy> registration =
                new FilterRegistrationBean<>(Security.chain(router, services.tokens(), services.clock(), before));
        registration.addUrlPatterns("/*");
        registration.setAsyncSupported(true);
        return registration;
    }

    private static String innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Where it listens. */
    public int port() {
        return Objects.requireNonNull(context.getWebServer(), "started").getPort();
    }

    /** Ends event streams, lets requests that are being answered end, and stops listening. */
    @Override
    public void close() {
        streams.close();
        context.close();
    }
}
