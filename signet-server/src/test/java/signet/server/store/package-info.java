/** Tests of the store: the contract every store keeps, and what is particular to SQLite. */
@org.jspecify.annotations.NullMarked
package signet.server.store;
