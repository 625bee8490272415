"""What goes over the wire: the bodies and parameters taken, the records given."""
