"""A monitor's work: the queue, reading a message, deciding on it, flags and threads."""
