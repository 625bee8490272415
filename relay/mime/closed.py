"""Mails that nobody can look into: encrypted, kept behind a link, or written in an old code for files in text."""

import re

ENCRYPTED = "the mail is encrypted"
ELSEWHERE = "the mail is kept elsewhere, behind a link to a protected message"
_CODED = "a file stands in the text as {}"

_PGP = "-----BEGIN PGP MESSAGE-----"
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
_UUENCODE = re.compile(r"^begin [0-7]{3,4} \S[^\n]*\n([^\n]*)\n?([^\n]*)", re.MULTILINE)
_YENC = re.compile(r"^=ybegin [^\n]*\bname=", re.MULTILINE)
_BINHEX = "(This file must be converted with BinHex"


def problems_of_text(text: str) -> list[str]:
    """Return why ``text`` (also the source of a page) is not all that there is to read; nothing for most."""
    found = [ENCRYPTED] if _PGP in text else []
    found += [ELSEWHERE] if _PORTAL.search(text) else []
    found += [_CODED.format("uuencode")] if any(_is_uu(*match.groups()) for match in _UUENCODE.finditer(text)) else []
    found += [_CODED.format("yEnc")] if _YENC.search(text) else []
    return found + ([_CODED.format("BinHex")] if _BINHEX in text else [])


def problems_of_file(content_type: str, filename: str, smime_type: str) -> list[str]:
    """Return why an attachment hides the mail itself. ``smime_type`` is that parameter of its type (RFC 8551)."""
    if content_type in _PORTAL_TYPES or _PORTAL_FILE.fullmatch(filename):
        return [ELSEWHERE]
    if content_type in _ENCRYPTED_TYPES:
        # Signed and not encrypted: its text stands inside, in a form that is not opened here.
        return ["the text is wrapped in its signature"] if "signed" in smime_type.lower() else [ENCRYPTED]
    return []


def _is_uu(line: str, following: str) -> bool:
    """Return whether ``line`` looks like data, or like the end of an empty file."""
    if line in {"`", " ", ""}:
        return following.strip() == "end"
    return len(line) > 1 and all(" " <= character <= "`" for character in line)
