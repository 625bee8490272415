"""Office documents written anew: what they show, masked, and nothing that they tell beside it.

``ooxml`` docx, pptx, xlsx · ``opendocument`` odt · ``texts`` paragraphs and attributes · ``fields`` Word's fields ·
``workbook`` names and formulas · ``pictures`` · ``links``, ``references`` · ``packing`` the archive.
"""

from relay.masking.files.cleaning import CleanFile, NotCleanableError, TextMask
from relay.masking.files.office.ooxml import clean_ooxml
from relay.masking.files.office.opendocument import clean_opendocument
from relay.mime.files.kinds import FileKind
from relay.mime.files.office.found import Found
from relay.mime.files.office.package import open_package
from relay.mime.files.reading import UnreadableFileError


def clean_office(content: bytes, kind: FileKind, mask: TextMask) -> CleanFile:
    """Return a document of the same kind that is safe to deliver. Raises NotCleanableError.

    The same document gives the same bytes. It begins as reading does, so that it shows what was scanned.
    """
    found = Found()
    try:
        package = open_package(content)
        if kind is FileKind.ODT:
            cleaned = clean_opendocument(package, mask, found)
        else:
            cleaned = clean_ooxml(package, kind, mask, found)
    except UnreadableFileError as error:
        raise NotCleanableError(str(error)) from error
    return CleanFile(cleaned, kind, tuple(found.removed))
