"""Which links of a document can lead anywhere but into somebody's own files."""

_SCHEMES = ("http://", "https://", "mailto:", "#")


def leads_outside(target: str) -> bool:
    """Return whether a link is one to the web, to a mailbox or into the document: not to a file or a program."""
    return target.strip().lower().startswith(_SCHEMES)
