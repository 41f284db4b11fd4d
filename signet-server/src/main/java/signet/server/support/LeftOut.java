package signet.server.support;

/**
 * What a bundle has not, and why.
 *
 * @param what such as {@code queue}
 * @param why  the end of a sentence
 */
public record LeftOut(String what, String why) {}
