"""Pure types and rules of the relay: no I/O, no clock, the standard library alone."""
