"""In the confined process: one file cleaned, or searched once more as it will be delivered."""

import importlib
from typing import TYPE_CHECKING, Any, cast

from relay.identities.people import People
from relay.identities.search import find_identities, find_masks
from relay.masking.files.cleaning import NAMES_SOMEBODY, CleanFile, NotCleanableError
from relay.masking.files.evidence import texts_in
from relay.masking.files.wire import masker_from
from relay.masking.links import safe_target
from relay.masking.text import Ledger, Masker
from relay.masking.verification import readings
from relay.mime.files.kinds import FileKind

if TYPE_CHECKING:
    from collections.abc import Callable

_PICTURE, _OFFICE = ("picture", "clean_picture"), ("office", "clean_office")
_CLEANERS = {kind: _PICTURE for kind in FileKind if kind.is_picture} | {
    FileKind.PDF: ("pdf", "clean_pdf"),
    FileKind.CALENDAR: ("calendar", "clean_calendar"),
    **dict.fromkeys((FileKind.DOCX, FileKind.PPTX, FileKind.XLSX, FileKind.ODT), _OFFICE),
}


class FileMask:
    """Masks the texts of a file, and remembers what it changed."""

    def __init__(self, masker: Masker, part: str) -> None:
        """Note changes under ``part``."""
        self._masker = masker
        self._part = part
        self.ledger = Ledger()

    def text(self, text: str) -> str:
        """Return ``text`` without identities."""
        return self._masker.text(text, self._part, self.ledger)

    def names_somebody(self, text: str) -> bool:
        """Return whether an identity, or a mask that the reader does not know, can be read in ``text``."""
        people, domain = self._masker.people, self._masker.relay_domain
        return any(find_identities(form, people) or find_masks(form, people, domain) for form in readings(text))

    def target(self, target: str) -> str:
        """Return what a link to ``target`` may point at, "" for nothing."""
        return safe_target(target, self._masker.people, self._masker.relay_domain)


def clean(fields: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Clean one file and look through the result; kind, masker and the label for changes stand in ``fields``."""
    masker = masker_from(fields["masker"])
    mask = FileMask(masker, fields["part"])
    kind = FileKind(fields["kind"])
    try:
        cleaned = _clean(kind, content, mask)
    except NotCleanableError as error:
        return {"why": str(error)}, b""
    if _names_somebody(cleaned, masker.people):
        return {"why": NAMES_SOMEBODY}, b""
    changes = [[change.kind.value, change.detail] for change in mask.ledger.changes]
    return {"why": "", "kind": cleaned.kind.value, "removed": cleaned.removed, "changes": changes}, cleaned.content


def _clean(kind: FileKind, content: bytes, mask: FileMask) -> CleanFile:
    module, name = _CLEANERS[kind]
    function = cast("Callable[..., CleanFile]", getattr(importlib.import_module(f"{__package__}.{module}"), name))
    if kind.is_picture:
        return function(content, kind)
    return function(content, mask) if kind in {FileKind.PDF, FileKind.CALENDAR} else function(content, kind, mask)


def _names_somebody(file: CleanFile, people: People) -> bool:
    texts = texts_in(file.content, file.kind)
    return any(find_identities(form, people) for text in texts for form in readings(text))
