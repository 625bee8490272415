"""Programs that measure the relay from outside; what they print is the result."""
