"""The pictures of a document, each written anew; one that cannot be is replaced by an empty one."""

import base64
from dataclasses import dataclass, field

from relay.masking.files.cleaning import NotCleanableError
from relay.masking.files.picture import clean_picture
from relay.mime.files.kinds import FileKind, kind_by_content
from relay.mime.files.office.package import Package
from relay.mime.files.reading import UnreadableFileError

UNREADABLE = "a picture that cannot be read"
_ENDINGS = {
    FileKind.JPEG: ("jpeg", "image/jpeg"),
    FileKind.PNG: ("png", "image/png"),
    FileKind.GIF: ("gif", "image/gif"),
    FileKind.BMP: ("bmp", "image/bmp"),
    FileKind.TIFF: ("tiff", "image/tiff"),
    FileKind.WEBP: ("webp", "image/webp"),
}
_EMPTY = base64.b64decode(  # one transparent pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)


@dataclass(slots=True)
class Pictures:
    """The pictures that go along: ``entries`` by their new names, with their types."""

    package: Package
    folder: str
    entries: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    removed: dict[str, None] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def name_of(self, entry: str) -> str:
        """Return the new name of a picture of the package."""
        if entry not in self._names:
            content, kind = self._clean(entry)
            ending, media_type = _ENDINGS[kind]
            name = f"{self.folder}image{len(self._names) + 1}.{ending}"
            self._names[entry] = name
            self.entries[name] = (content, media_type)
        return self._names[entry]

    def _clean(self, entry: str) -> tuple[bytes, FileKind]:
        try:
            content = self.package.read(entry)
            kind = kind_by_content(content)
            if kind.is_picture:
                clean = clean_picture(content, kind)
                self.removed |= dict.fromkeys(clean.removed)
                if clean.kind in _ENDINGS:
                    return clean.content, clean.kind
        except (NotCleanableError, UnreadableFileError):
            pass
        self.removed[UNREADABLE] = None
        return _EMPTY, FileKind.PNG
