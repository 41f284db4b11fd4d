package signet.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;

@AnalyzeClasses(packages = "signet", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    private static final String[] LIBRARIES = {"signet.oauth..", "signet.mail..", "signet.doctor.."};

    /** Types whose values cannot change, or that exist to be shared. */
    private static final Set<String> CONSTANT = Set.of(
            "java.lang.String",
            "java.util.regex.Pattern",
            "java.util.Map",
            "java.util.List",
            "java.util.Set",
            "java.time.Duration",
            "java.time.Instant",
            "java.time.format.DateTimeFormatter",
            "java.math.BigInteger",
            "java.lang.System$Logger",
            "java.lang.invoke.VarHandle",
            "java.nio.charset.Charset",
            "java.net.URI",
            "java.util.Comparator",
            "java.util.Optional",
            "java.util.function.Function",
            "java.util.function.Predicate",
            "java.util.HexFormat",
            "java.util.Base64$Encoder",
            "java.util.Base64$Decoder",
            "java.nio.ByteBuffer", // only ever the empty one
            "java.nio.file.attribute.FileAttribute", // rights of new files
            "java.util.Properties", // read once from a resource
            "org.apache.james.mime4j.stream.NameValuePair");

    @ArchTest
    static final ArchRule OAUTH_KNOWS_NOTHING_OF_THE_OTHERS = noClasses()
            .that()
            .resideInAPackage("signet.oauth..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("signet..").and(not(resideInAPackage("signet.oauth.."))));

    @ArchTest
    static final ArchRule MAIL_KNOWS_OAUTH_ONLY = noClasses()
            .that()
            .resideInAPackage("signet.mail..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("signet..").and(not(resideInAnyPackage("signet.mail..", "signet.oauth.."))));

    @ArchTest
    static final ArchRule DOCTOR_KNOWS_MAIL_AND_OAUTH_ONLY = noClasses()
            .that()
            .resideInAPackage("signet.doctor..")
            .should()
            .dependOnClassesThat(resideInAPackage("signet..").and(not(resideInAnyPackage(LIBRARIES))));

    @ArchTest
    static final ArchRule THE_SERVER_KNOWS_THE_LIBRARIES_ONLY = noClasses()
            .that()
            .resideInAPackage("signet.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("signet.cli..", "signet.simulator..");

    @ArchTest
    static final ArchRule THE_SIMULATOR_READS_THE_STANDARDS_FOR_ITSELF = noClasses()
            .that()
            .resideInAPackage("signet.simulator..")
            .should()
            .dependOnClassesThat(resideInAPackage("signet..").and(not(resideInAPackage("signet.simulator.."))))
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule ONLY_THE_SIMULATOR_USES_ITS_JOSE_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("signet.simulator..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jose4j..");

    @ArchTest
    static final ArchRule THE_PROTOCOLS_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("signet.mail.(smtp|imap|pop3)").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule NO_PACKAGES_IN_A_CIRCLE =
            slices().matching("signet.server.(*)..").should().beFreeOfCycles();

    /** event ← secret ← account ← queue ← {delivery, listener}; watch and store above, canary on watch, api over all of them. */
    @ArchTest
    static final ArchRule THE_SERVER_HAS_FLOORS = com.tngtech.archunit.library.Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("event")
            .definedBy("signet.server.event..")
            .layer("secret")
            .definedBy("signet.server.secret..")
            .layer("account")
            .definedBy("signet.server.account..")
            .layer("queue")
            .definedBy("signet.server.queue..")
            .layer("delivery")
            .definedBy("signet.server.delivery..")
            .layer("listener")
            .definedBy("signet.server.listener..")
            .layer("watch")
            .definedBy("signet.server.watch..")
            .layer("canary")
            .definedBy("signet.server.canary..")
            .layer("store")
            .definedBy("signet.server.store..")
            .layer("support")
            .definedBy("signet.server.support..")
            .layer("api")
            .definedBy("signet.server.api..")
            .whereLayer("event")
            .mayNotAccessAnyLayer()
            .whereLayer("secret")
            .mayOnlyAccessLayers("event")
            .whereLayer("account")
            .mayOnlyAccessLayers("event", "secret")
            .whereLayer("queue")
            .mayOnlyAccessLayers("event", "secret", "account")
            .whereLayer("delivery")
            .mayOnlyAccessLayers("event", "secret", "account", "queue")
            .whereLayer("listener")
            .mayOnlyAccessLayers("event", "secret", "account", "queue")
            .whereLayer("watch")
            .mayOnlyAccessLayers("event", "secret", "account", "queue", "delivery")
            .whereLayer("canary")
            .mayOnlyAccessLayers("event", "account", "queue", "watch")
            .whereLayer("store")
            .mayOnlyAccessLayers("event", "secret", "account", "queue")
            .whereLayer("support")
            .mayOnlyAccessLayers("event", "secret", "account", "queue", "watch", "store");

    @ArchTest
    static final ArchRule SETTINGS_ARE_READ_INTO_THE_WORDS_OF_ACCOUNT_AND_QUEUE = noClasses()
            .that()
            .resideInAPackage("signet.server.settings..")
            .should()
            .dependOnClassesThat(resideInAPackage("signet.server..")
                    .and(not(resideInAnyPackage(
                            "signet.server.settings..", "signet.server.account..", "signet.server.queue.."))));

    @ArchTest
    static final ArchRule SETTINGS_ARE_HANDED_DOWN_AND_NOT_ASKED_FOR = noClasses()
            .that()
            .resideInAnyPackage(
                    "signet.server.event..",
                    "signet.server.secret..",
                    "signet.server.account..",
                    "signet.server.queue..",
                    "signet.server.listener..",
                    "signet.server.delivery..",
                    "signet.server.canary..",
                    "signet.server.store..",
                    "signet.server.mime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("signet.server.settings..");

    @ArchTest
    static final ArchRule LIBRARIES_START_NO_THREADS = noClasses()
            .that()
            .resideInAnyPackage(LIBRARIES)
            .should()
            .callConstructorWhere(DescribedPredicate.describe(
                    "a Thread is made", call -> call.getTargetOwner().isAssignableTo(Thread.class)))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ForkJoinPool.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ExecutorService.class);

    @ArchTest
    static final ArchRule LIBRARIES_CHANGE_NOTHING_GLOBAL = noClasses()
            .that()
            .resideInAnyPackage(LIBRARIES)
            .should()
            .callMethod(System.class, "setProperty", String.class, String.class)
            .orShould()
            .callMethod(java.security.Security.class, "addProvider", java.security.Provider.class)
            .orShould()
            .callMethod(Runtime.class, "addShutdownHook", Thread.class);

    @ArchTest
    static final ArchRule NO_STATIC_STATE = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(
                    "signet.oauth..",
                    "signet.mail..",
                    "signet.doctor..",
                    "signet.server..",
                    "signet.cli..",
                    "signet.simulator..")
            .should(beConstant());

    @ArchTest
    static final ArchRule ONLY_API_AND_CONSOLE_KNOW_SPRING = noClasses()
            .that()
            .resideOutsideOfPackages("signet.server.api..", "signet.server.console..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "org.apache.catalina..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule ONLY_THE_CONSOLE_MAKES_PAGES = noClasses()
            .that()
            .resideOutsideOfPackage("signet.server.console..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.thymeleaf..");

    /** It asks like any client; users and events it knows itself, for logging people in. */
    @ArchTest
    static final ArchRule THE_CONSOLE_IS_A_CLIENT_OF_THE_API = noClasses()
            .that()
            .resideInAPackage("signet.server.console..")
            .should()
            .dependOnClassesThat(resideInAPackage("signet.server..")
                    .and(not(resideInAnyPackage(
                            "signet.server.console..",
                            "signet.server.api..",
                            "signet.server.account..",
                            "signet.server.event.."))));

    @ArchTest
    static final ArchRule NOBODY_BELOW_KNOWS_THE_API = noClasses()
            .that()
            .resideOutsideOfPackages("signet.server", "signet.server.api..", "signet.server.console..", "signet.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("signet.server.api..");

    /** Jackson 3 carries its annotations over from the second generation. */
    @ArchTest
    static final ArchRule NO_SECOND_JSON = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.fasterxml..", "com.google.gson..")
                    .and(not(resideInAPackage("com.fasterxml.jackson.annotation.."))));

    @ArchTest
    static final ArchRule BOUNCY_CASTLE_MAKES_CERTIFICATES_AND_NOTHING_ELSE = noClasses()
            .that()
            .resideOutsideOfPackages("signet.server.certificate..", "signet.simulator..")
            .and()
            .doNotHaveFullyQualifiedName("signet.server.account.PasswordHash") // argon2id
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule MIME_HAS_ONE_HOME = noClasses()
            .that()
            .resideOutsideOfPackage("signet.server.mime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.james..");

    private static ArchCondition<JavaField> beConstant() {
        return new ArchCondition<>("be final and of a type whose values do not change") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                boolean constant = field.getModifiers().contains(JavaModifier.FINAL) && unchanging(field.getRawType());
                boolean made = field.getName().contains("$"); // by the compiler: switch tables, assertion flags
                events.add(new SimpleConditionEvent(field, constant || made, field.getDescription()));
            }
        };
    }

    private static boolean unchanging(JavaClass type) {
        return type.isPrimitive()
                || (type.isArray() && type.getComponentType().isPrimitive())
                || (type.isArray() && CONSTANT.contains(type.getComponentType().getName()))
                || type.isEnum()
                || (type.isArray() && type.getComponentType().isEnum())
                || type.isRecord()
                || (type.isInterface() && type.getPackageName().startsWith("signet"))
                || CONSTANT.contains(type.getName())
                || (type.getPackageName().startsWith("signet") && onlyFinalFields(type));
    }

    private static boolean onlyFinalFields(JavaClass type) {
        return type.getAllFields().stream()
                .allMatch(field -> field.getModifiers().contains(JavaModifier.FINAL)
                        || field.getModifiers().contains(JavaModifier.STATIC));
    }
}
