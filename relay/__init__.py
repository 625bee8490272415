"""Mentor Relay: a safe, moderated email relay for mentor-youth correspondence."""

__version__ = "0.1.0"
