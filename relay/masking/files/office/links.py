"""What links in documents may point at."""

from relay.masking.files.cleaning import TextMask

_SCHEMES = ("http://", "https://", "mailto:")


def safe_link(target: str, mask: TextMask) -> str:
    """Return what a link to ``target`` may point at: a place in the same document, the web or a mailbox; else ""."""
    if target.startswith("#"):
        return target if mask.text(target) == target else ""
    if not target.lower().startswith(_SCHEMES):
        return ""  # files, shares on a network, programs
    safe = mask.target(target)
    return safe if safe.lower().startswith(_SCHEMES) else ""
