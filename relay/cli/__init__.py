"""The `mentor-relay` command."""
