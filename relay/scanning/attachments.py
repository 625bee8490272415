"""What is held for an attachment's kind alone (LABELS: attachment.image, .type, .unscannable)."""

from collections.abc import Iterator, Sequence

from relay.mime.files.kinds import FileKind, kind_by_type
from relay.mime.files.reading import ENCRYPTED, MISMATCH, FileReading
from relay.mime.tree import Part
from relay.model.category import Category
from relay.model.finding import Finding
from relay.model.policy import Policy

_ENCRYPTED_ZIP_FLAG = 0x1
_ZIP_LOCAL_HEADER = b"PK\x03\x04"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_PGP = b"-----BEGIN PGP MESSAGE-----"
_ENCRYPTED_TYPES = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted", "multipart/encrypted"}
)
_MOST_BYTES = 10 << 20  # of text in one attachment that is looked into
ENCRYPTED_FILE = "an attachment that is encrypted and cannot be looked into"
_Judgement = tuple[Category, str]


def attachment_findings(attachments: Sequence[Part], policy: Policy) -> Iterator[Finding]:
    """Yield a finding for everything about an attachment that a person has to look at.

    The attachments were looked into (`relay.mime.files.looking.with_files`).
    """
    allowed = policy.scan.allowed_attachment_types
    for part in attachments:
        for category, explanation in _judge(part, part.file or FileReading(FileKind.UNKNOWN), allowed):
            severity = policy.categories[category].severity
            yield Finding(category, severity, 1.0, part.name, 0, 0, part.filename, explanation)


def _judge(part: Part, file: FileReading, allowed: tuple[str, ...]) -> Iterator[_Judgement]:
    if file.problem == ENCRYPTED or _is_closed(part):
        yield Category.ATTACHMENT_UNSCANNABLE, ENCRYPTED_FILE
        return
    if file.kind.is_picture or file.kind is FileKind.VIDEO or part.content_type.startswith(("image/", "video/")):
        yield Category.ATTACHMENT_IMAGE, "a picture or video, which a person has to look at"
    elif not _is_allowed(part, file, allowed):
        yield Category.ATTACHMENT_TYPE, "an attachment of a type that the policy does not allow"
        return
    if file.problem == MISMATCH:
        yield Category.ATTACHMENT_TYPE, "an attachment whose name, type and content do not agree"
    elif file.problem:
        yield Category.ATTACHMENT_UNSCANNABLE, f"an attachment that cannot be looked into: {file.problem}"
    elif file.kind.is_document and file.pictures:
        yield Category.ATTACHMENT_IMAGE, "a document with pictures, which a person has to look at"
    if not file.problem and not file.kind.is_picture:
        yield from _about_text(part, file)


def _is_allowed(part: Part, file: FileReading, allowed: tuple[str, ...]) -> bool:
    """Return whether the policy lists the kind of a file, under whatever name its type goes."""
    if file.kind is FileKind.UNKNOWN:
        return part.content_type in allowed
    return file.kind in {kind_by_type(name) for name in allowed} or _is_listed_text(part, file, allowed)


def _is_listed_text(part: Part, file: FileReading, allowed: tuple[str, ...]) -> bool:
    """Return whether plain text goes under a listed type of its own, or under that of plain text."""
    return file.kind.is_plain_text and (part.content_type in allowed or "text/plain" in allowed)


def _about_text(part: Part, file: FileReading) -> Iterator[_Judgement]:
    if file.kind.is_plain_text and len(part.content) > _MOST_BYTES:
        yield Category.ATTACHMENT_UNSCANNABLE, "an attachment that is too large to look into"
    elif not part.text and part.content and not file.pictures:
        yield Category.ATTACHMENT_UNSCANNABLE, "an attachment whose text cannot be read"


def _is_closed(part: Part) -> bool:
    content = part.content
    if part.content_type in _ENCRYPTED_TYPES or _PGP in content[:2000]:
        return True
    if content.startswith(_ZIP_LOCAL_HEADER) and len(content) > 8:
        return bool(content[6] & _ENCRYPTED_ZIP_FLAG)
    return part.file is not None and part.file.kind is FileKind.LEGACY_OFFICE and _ENCRYPTED_OFFICE in content
