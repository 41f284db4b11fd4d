package signet.server.console;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Makes HTML of templates and models. Parsed templates are kept. Thread-safe. */
final class Renderer {
    private static final String FOLDER = "signet/server/console/";

    private final SpringTemplateEngine engine = new SpringTemplateEngine();

    Renderer() {
        ClassLoaderTemplateResolver templates = new ClassLoaderTemplateResolver(Renderer.class.getClassLoader());
        templates.setPrefix(FOLDER);
        templates.setSuffix(".html");
        templates.setTemplateMode(TemplateMode.HTML);
        templates.setCharacterEncoding("UTF-8");
        templates.setCacheable(true);
        engine.setTemplateResolver(templates);
    }

    /**
     * @param model  of the page, as the API shaped it
     * @param common of every page
     */
    String whole(String template, Map<String, Object> model, Map<String, Object> common, Plain plain) {
        return engine.process(template, context(model, common, plain));
    }

    /** @param selector of one element of the template */
    String part(String template, String selector, Map<String, Object> model, Map<String, Object> common, Plain plain) {
        return engine.process(template, Set.of(selector), context(model, common, plain));
    }

    private static Context context(Map<String, Object> model, Map<String, Object> common, Plain plain) {
        Map<String, Object> all = new LinkedHashMap<>(common);
        all.putAll(model);
        return new Context(Locale.ENGLISH, plain.members(all));
    }
}
