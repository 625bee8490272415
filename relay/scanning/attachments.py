"""What is held for an attachment's kind alone (LABELS: attachment.image, .type, .unscannable)."""

from collections.abc import Iterator, Sequence

from relay.mime.tree import Part
from relay.model.category import Category, Severity
from relay.model.finding import Finding
from relay.model.policy import Policy

_ENCRYPTED_ZIP_FLAG = 0x1
_ZIP_LOCAL_HEADER = b"PK\x03\x04"
_ENCRYPTED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PGP = b"-----BEGIN PGP MESSAGE-----"
_ENCRYPTED_TYPES = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted", "multipart/encrypted"}
)
_MOST_BYTES = 10 << 20  # of text in one attachment that is looked into


def attachment_findings(attachments: Sequence[Part], policy: Policy) -> Iterator[Finding]:
    """Yield a finding for every attachment that a person has to look at."""
    for part in attachments:
        category, explanation = _judge(part, policy.scan.allowed_attachment_types)
        if category is not None:
            severity: Severity = policy.categories[category].severity
            yield Finding(category, severity, 1.0, part.name, 0, 0, part.filename, explanation)


def _judge(part: Part, allowed: tuple[str, ...]) -> tuple[Category | None, str]:
    if _is_closed(part):
        return Category.ATTACHMENT_UNSCANNABLE, "an attachment that is encrypted and cannot be looked into"
    if part.content_type.startswith(("image/", "video/")):
        return Category.ATTACHMENT_IMAGE, "a picture or video, which a person has to look at"
    if part.content_type not in allowed:
        return Category.ATTACHMENT_TYPE, "an attachment of a type that the policy does not allow"
    if len(part.content) > _MOST_BYTES:
        return Category.ATTACHMENT_UNSCANNABLE, "an attachment that is too large to look into"
    if not part.text and part.content:
        return Category.ATTACHMENT_UNSCANNABLE, "an attachment whose text cannot be read"
    return None, ""


def _is_closed(part: Part) -> bool:
    content = part.content
    if part.content_type in _ENCRYPTED_TYPES or _PGP in content[:2000]:
        return True
    if content.startswith(_ZIP_LOCAL_HEADER) and len(content) > 8:
        return bool(content[6] & _ENCRYPTED_ZIP_FLAG)
    return content.startswith(_ENCRYPTED_OFFICE) and b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a" in content
