/** What runs as a service: for now reading settings, composing and retrieving mail, and making certificates. */
@org.jspecify.annotations.NullMarked
package signet.server;
