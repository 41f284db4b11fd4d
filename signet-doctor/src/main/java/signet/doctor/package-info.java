/** To be written. */
@org.jspecify.annotations.NullMarked
package signet.doctor;
