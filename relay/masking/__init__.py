"""Original message to the message that is safe to deliver: pure functions, no clock, DNS or database."""
