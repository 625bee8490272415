"""What links in documents may point at."""

from relay.masking.files.cleaning import TextMask
from relay.mime.files.office.links import leads_outside

LINK = "a link"  # how one is called that is taken out or leads elsewhere


def safe_link(target: str, mask: TextMask) -> str:
    """Return what a link to ``target`` may point at: a place in the same document, the web or a mailbox; else ""."""
    if target.startswith("#"):
        return target if mask.text(target) == target else ""
    safe = mask.target(target) if leads_outside(target) else ""
    return safe if leads_outside(safe) else ""
