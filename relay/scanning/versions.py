"""Which code and model made a finding; stored with every decision."""

CODE_VERSION = "3"


def scan_versions(model: str, opinion: str) -> str:
    """Return the string that names the versions of the scanner's code, its language model and its second opinion."""
    return f"scanner {CODE_VERSION}; {model}; opinion {opinion}"
