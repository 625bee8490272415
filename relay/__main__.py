"""`python -m relay` is the `mentor-relay` command."""

from relay.cli.app import main

if __name__ == "__main__":
    main()
