"""Which code and model made a finding; stored with every decision."""

CODE_VERSION = "1"


def scan_versions(model: str) -> str:
    """Return the string that names the version of the scanner's code and of its language model."""
    return f"scanner {CODE_VERSION}; {model}"
