/** Rules that hold for the whole house: which module may use which, and what no module may do. */
@org.jspecify.annotations.NullMarked
package signet.house;
