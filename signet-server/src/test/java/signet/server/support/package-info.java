@org.jspecify.annotations.NullMarked
package signet.server.support;
