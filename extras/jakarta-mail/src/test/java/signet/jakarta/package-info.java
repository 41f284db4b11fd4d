@org.jspecify.annotations.NullMarked
package signet.jakarta;
