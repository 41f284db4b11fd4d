/** The README's library example, as it compiles and runs. */
@org.jspecify.annotations.NullMarked
package signet.mail.example;
