"""A PDF written anew: its pages as they look, and nothing that told of somebody (CASES A47).

The text of a page cannot be rewritten, since fonts hold only the letters that they need. So a document whose pages
name one of the two is left out. Notes, links and bookmarks are masked.
"""

import pikepdf

from relay.masking.files.cleaning import NAMES_SOMEBODY, CleanFile, NotCleanableError, TextMask
from relay.masking.files.pdf.bookmarks import Bookmarks
from relay.mime.files.kinds import FileKind
from relay.mime.files.pdf.bare import BareCopy, bare_copy
from relay.mime.files.pdf.document import opened, pages_of
from relay.mime.files.pdf.reader import shown_texts, written
from relay.mime.files.pdf.words import loose_texts
from relay.mime.files.picture_metadata import words_of
from relay.mime.files.reading import UnreadableFileError

_LINKED = ("http://", "https://", "mailto:")

_ABOUT, _SCRIPTS, _FILES = "the author, title and program of the document", "scripts and actions", "attached files"
_FIELDS, _LAYERS = "form fields (what they show stays)", "layers (what they hold is shown)"
_NOTES, _HIDDEN, _LINKS = "names and times of notes", "hidden notes", "links"
_STRUCTURE, _OTHER = "marks for screen readers", "data of programs"
_IN_CATALOG = (
    ("/Metadata", _ABOUT),
    ("/OpenAction", _SCRIPTS),
    ("/AA", _SCRIPTS),
    ("/AcroForm", _FIELDS),
    ("/OCProperties", _LAYERS),
    ("/StructTreeRoot", _STRUCTURE),
    ("/PieceInfo", _OTHER),
    ("/Collection", _FILES),
    ("/AF", _FILES),
)
_IN_PAGES = (
    ("/Metadata", _ABOUT),
    ("/AA", _SCRIPTS),
    ("/PieceInfo", _OTHER),
    ("/AF", _FILES),
    ("/Thumb", "thumbnails"),
)
_IN_NOTES = ("/T", "/M", "/NM", "/CreationDate", "/RC", "/Subj")


def clean_pdf(content: bytes, mask: TextMask) -> CleanFile:
    """Return a new PDF with the pages of ``content``. The same bytes in are the same bytes out.

    Raises NotCleanableError where a page names somebody, and for what is broken, encrypted or too large.
    """
    try:
        with opened(content) as source:
            copy = bare_copy(source, mask.text)
            removed = dict.fromkeys(_removed(copy))
            if _mask_links(copy, mask):
                removed[_LINKS] = None
            Bookmarks(copy, mask).write()
            clean = written(copy.target)
            if any(mask.names_somebody(text) for text in _fixed_texts(copy)):
                raise NotCleanableError(NAMES_SOMEBODY)
    except UnreadableFileError as error:
        raise NotCleanableError(str(error)) from error
    return CleanFile(clean, FileKind.PDF, tuple(removed))


def _fixed_texts(copy: BareCopy) -> list[str]:
    """Return all that was copied as it stood. The copy is used up."""
    names = " ; ".join(sorted(name[1:] for name in copy.names))
    return [*loose_texts(copy.texts), names, *shown_texts(copy)]


def _mask_links(copy: BareCopy, mask: TextMask) -> bool:
    """Mask where links lead; return whether one had to go."""
    gone = False
    for page in copy.target.pages:
        marks = page.obj.get("/Annots")
        if isinstance(marks, pikepdf.Array):
            kept = [mark for mark in marks if _leads_on(mark, mask)]
            gone = gone or len(kept) < len(marks)
            page.obj["/Annots"] = pikepdf.Array(kept)
    return gone


def _leads_on(mark: pikepdf.Object, mask: TextMask) -> bool:
    """Mask the address of a link; return whether it stays."""
    action = mark.get("/A")
    if not isinstance(action, pikepdf.Dictionary):
        return True
    address = str(action["/URI"]).strip()
    target = mask.target(address) if address.lower().startswith(_LINKED) else ""
    action["/URI"] = pikepdf.String(target)
    return bool(target)


def _removed(copy: BareCopy) -> list[str]:
    """Return in plain words what of the source is not in the copy."""
    source = copy.source
    words = [_ABOUT] if isinstance(source.trailer.get("/Info"), pikepdf.Dictionary) else []
    words += [word for key, word in _IN_CATALOG if key in source.Root]
    names = source.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        words += [word for key, word in (("/EmbeddedFiles", _FILES), ("/JavaScript", _SCRIPTS)) if key in names]
    for page in pages_of(source):
        words += [word for key, word in _IN_PAGES if key in page.page]
        marks = page.page.get("/Annots")
        for mark in marks if isinstance(marks, pikepdf.Array) else ():
            if isinstance(mark, pikepdf.Dictionary) and any(key in mark for key in _IN_NOTES):
                words.append(_FIELDS if mark.get("/Subtype") == pikepdf.Name.Widget else _NOTES)
    if copy.hidden_marks:
        words.append(_HIDDEN)
    return [*words, *words_of(copy.reader.beside)]
