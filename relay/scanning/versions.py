"""Which code and model made a finding; stored with every decision."""

CODE_VERSION = "3"


def scan_versions(model: str, opinion: str, conversation: str) -> str:
    """Return the string that names the versions of the scanner's code and of its three models."""
    return f"scanner {CODE_VERSION}; {model}; opinion {opinion}; conversation {conversation}"
