"""Mails that nobody can look into: encrypted, or kept elsewhere behind a link."""

import re

ENCRYPTED = "the mail is encrypted"
ELSEWHERE = "the mail is kept elsewhere, behind a link to a protected message"

# Pages on which programs keep "encrypted" mails to outsiders: they show both people's addresses (CASES A29).
_PORTAL = re.compile(
    r"""https?://(?:
    (?:mail|account)\.proton(?:mail)?\.(?:me|com)/eo/              # Proton, mail with a password
    |outlook\.office(?:365)?\.com/encryption/                      # Microsoft Purview (OME)
    |confidential-mail\.google\.com/                               # Gmail, confidential mode
    |(?:app\.tuta\.com|(?:app|mail)\.tutanota\.com)/\#?mail        # Tuta, mail with a password
    |secure\.virtru\.com/
    |[\w.-]{1,80}\.zixmessagecenter\.com/
    |(?:res|secure)\.cisco\.com/websafe
    |encrypt\.barracudanetworks\.com/
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_PORTAL_FILE = re.compile(
    r"(?:message(?:_v\d)?\.rpmsg|securedoc[\w-]{0,40}\.html?|securemessageatt\.html?)", re.IGNORECASE
)
_PORTAL_TYPES = frozenset({"application/x-microsoft-rpmsg-message"})
_ENCRYPTED_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})


def leads_elsewhere(text: str) -> bool:
    """Return whether ``text`` (also the source of a page) links to the page on which a mail is kept."""
    return _PORTAL.search(text) is not None


def problems_of_file(content_type: str, filename: str, smime_type: str) -> list[str]:
    """Return why an attachment hides the mail itself. ``smime_type`` is that parameter of its type (RFC 8551)."""
    if content_type in _PORTAL_TYPES or _PORTAL_FILE.fullmatch(filename):
        return [ELSEWHERE]
    if content_type in _ENCRYPTED_TYPES:
        # Signed and not encrypted: its text stands inside, in a form that is not opened here.
        return ["the text is wrapped in its signature"] if "signed" in smime_type.lower() else [ENCRYPTED]
    return []
