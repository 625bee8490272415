"""The pages of a PDF copied into a new document: their look, and nothing else that the old one held.

Only entries named in ``kept`` come along, streams are decoded and written anew, and what nothing on a page refers to
stays behind: earlier versions, attachments, scripts, forms, structure, metadata. What is read and what is
delivered are this same copy.
"""

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import pikepdf

from relay.mime.files.pdf import kept
from relay.mime.files.pdf.document import SourcePage, pages_of
from relay.mime.files.pdf.inline import inline_pictures
from relay.mime.files.pdf.letters import is_doubtful
from relay.mime.files.pdf.marks import copied_marks
from relay.mime.files.pdf.streams import StreamData, StreamReader
from relay.mime.files.picture_metadata import texts_of
from relay.mime.files.picture_pieces import Beside, Piece
from relay.mime.files.reading import BROKEN, TOO_LARGE, UnreadableFileError

_MOST_VALUES = 1_500_000  # copied one by one
_MOST_DEPTH = 60  # of values inside each other
_MOST_CONTENTS = 5_000  # streams that make one page
_MOST_PAGE = 16 << 20  # bytes of one page's drawing
_CHECKED_WHOLE = frozenset({"/DCTDecode", "/FlateDecode"})  # whose streams end where their data ends
_FONTS = frozenset({"Font", "/Font"})  # keys of resources, and of a graphics state
_FONT_FILES = frozenset({"/FontFile", "/FontFile2", "/FontFile3"})


@dataclass(slots=True)
class BareCopy:
    """A copy being made.

    ``texts``: decoded streams in which somebody may have written. ``pictures``: their digests. ``names``: what things
    are called where anybody could choose. ``scenes``: drawings that no page names as such (looks of annotations,
    patterns, masks), by their number. ``doubtful``: a font does not tell its letters. ``say`` gives the words of notes
    as they are to stand in the copy.
    """

    source: pikepdf.Pdf
    target: pikepdf.Pdf
    reader: StreamReader
    say: Callable[[str], str] = str
    pages: dict[tuple[int, int], pikepdf.Object] = field(default_factory=dict)
    texts: list[bytes] = field(default_factory=list)
    pictures: dict[str, None] = field(default_factory=dict)
    scenes: dict[tuple[int, int], pikepdf.Object] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    hidden_marks: int = 0
    doubtful: bool = False
    _done: dict[tuple[int, int], pikepdf.Object] = field(default_factory=dict)
    _waiting: deque[tuple[pikepdf.Object, pikepdf.Object, str]] = field(default_factory=deque)
    _values: int = 0

    def look(self, value: pikepdf.Object | None, key: str, depth: int = 0) -> pikepdf.Object | None:
        """Return a copy of ``value``, which stands under ``key``; None for what is not copied."""
        self._values += 1
        if self._values > _MOST_VALUES or depth > _MOST_DEPTH:
            raise UnreadableFileError(TOO_LARGE)
        if isinstance(value, pikepdf.Array):
            return self._array(value, key, depth)
        if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            return self._compound(value, key, depth)
        if value is None or (isinstance(value, pikepdf.String) and key not in kept.STRINGS):
            return None
        if isinstance(value, pikepdf.Name) and key not in kept.FONT_NAMES and str(value) not in kept.STANDARD_NAMES:
            self.names.add(str(value))
        return pikepdf.Object.parse(value.unparse(resolved=True)) if value.is_indirect else value

    def _array(self, array: pikepdf.Array, key: str, depth: int) -> pikepdf.Object:
        indexed = len(array) == 4 and array[0] == pikepdf.Name.Indexed
        copied: list[pikepdf.Object] = []
        for place, item in enumerate(array):
            if indexed and place == 3 and isinstance(item, pikepdf.String):
                copied.append(item)  # the colours of a palette
                continue
            one = self.look(item, key, depth + 1)
            copied.append(pikepdf.Object.parse(b"null") if one is None else one)
        return pikepdf.Array(copied)

    def _compound(self, value: pikepdf.Object, key: str, depth: int) -> pikepdf.Object:
        if not value.is_indirect:
            direct = pikepdf.Dictionary()
            self._fill(value, direct, key, depth)
            return direct
        known = self._done.get(value.objgen)
        if known is not None:
            return known
        new = pikepdf.Stream(self.target, b"") if isinstance(value, pikepdf.Stream) else pikepdf.Dictionary()
        copy = self.target.make_indirect(new)
        self._done[value.objgen] = copy
        self._waiting.append((value, copy, key))
        return copy

    def finish(self) -> None:
        """Fill what was met on the way; a chain of any length needs no deep recursion."""
        while self._waiting:
            value, copy, key = self._waiting.popleft()
            if isinstance(value, pikepdf.Stream):
                self._stream(value, copy, key)
            self._fill(value, copy, key, 0)

    def _fill(self, value: pikepdf.Object, copy: pikepdf.Object, key: str, depth: int) -> None:
        if key == "/Resources":
            self._resources(value, copy, depth)
            return
        if key in _FONTS:
            self.doubtful = self.doubtful or is_doubtful(value)
        for name, entry in value.items():
            if key in kept.BY_NAME or name in kept.LOOK:
                one = self.look(entry, name if key not in kept.BY_NAME else key[:-1], depth + 1)
                if one is not None:
                    copy[name] = one
                    if key in kept.BY_NAME:
                        self.names.add(name)
                    if name == "/G":  # the drawing of a mask
                        self.scene(one)

    def scene(self, drawing: pikepdf.Object) -> None:
        """Note a drawing that no page names."""
        if isinstance(drawing, pikepdf.Stream):
            self.scenes[drawing.objgen] = drawing

    def _resources(self, value: pikepdf.Object, copy: pikepdf.Object, depth: int) -> None:
        for sort in kept.RESOURCES:
            named = value.get(sort)
            if isinstance(named, pikepdf.Dictionary):
                copies = pikepdf.Dictionary()
                for name, entry in named.items():
                    one = self.look(entry, sort[1:], depth + 1)
                    if one is not None:
                        copies[name] = one
                        self.names.add(name)
                copy[sort] = copies
        listed = value.get("/Properties")
        if isinstance(listed, pikepdf.Dictionary):  # drawings name them; what they said is not needed
            copy["/Properties"] = pikepdf.Dictionary(dict.fromkeys(listed.keys(), pikepdf.Dictionary()))
            self.names |= listed.keys()

    def _stream(self, value: pikepdf.Stream, copy: pikepdf.Object, key: str) -> None:
        if value.get("/Subtype") == pikepdf.Name.Image:
            data = self.reader.picture(value)
            self._coded(copy, data)
            if key not in {"/SMask", "/Mask"}:
                self.pictures[_digest(value, data)] = None
            return
        plain = self.reader.plain(value)
        copy.write(plain)
        if key not in _FONT_FILES:
            self.texts.append(plain)
        if value.get("/PatternType") is not None:
            self.scene(copy)
        if key != "/CharProc":  # old fonts draw their letters as pictures
            self._inline(plain)

    def _coded(self, copy: pikepdf.Object, data: StreamData) -> None:
        if not data.filter:
            copy.write(data.data)
            return
        if data.filter not in _CHECKED_WHOLE:  # what is no picture at all in these would not be noticed
            self.texts.append(texts_of([Piece(Beside.OTHER, data.data)]).encode())
        parameters = self.look(data.parameters, "/DecodeParms")
        copy.write(data.data, filter=pikepdf.Name(data.filter))
        if parameters is not None:
            copy["/DecodeParms"] = parameters

    def _inline(self, drawing: bytes) -> None:
        for picture in inline_pictures(drawing):
            self.pictures[hashlib.sha256(picture).hexdigest()] = None

    @staticmethod
    def is_plain(value: pikepdf.Object) -> bool:
        """Return whether ``value`` is a number, a name or nothing: what says nothing of its own."""
        return not isinstance(value, pikepdf.String | pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)

    def page(self, page: SourcePage) -> pikepdf.Object:
        """Return a copy of one page, appended to the target."""
        copy = pikepdf.Dictionary(Type=pikepdf.Name.Page)
        for key in kept.PAGE:
            one = self.look(page.get(key), key)
            if one is not None:
                copy[key] = one
        if copy.get("/MediaBox") is None:
            copy["/MediaBox"] = pikepdf.Array([0, 0, 612, 792])  # US letter, what most programs take
        resources = self.look(page.get("/Resources"), "/Resources")
        copy["/Resources"] = resources if resources is not None else pikepdf.Dictionary()
        drawing = self._drawing(page.page.get("/Contents"))
        self.texts.append(drawing)
        self._inline(drawing)
        copy["/Contents"] = self.target.make_stream(drawing)
        self.target.pages.append(pikepdf.Page(self.target.make_indirect(copy)))
        return self.target.pages[-1].obj

    def _drawing(self, contents: pikepdf.Object | None) -> bytes:
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        if len(streams) > _MOST_CONTENTS:
            raise UnreadableFileError(TOO_LARGE)
        drawing = b"\n".join(self.reader.plain(one) for one in streams if isinstance(one, pikepdf.Stream))
        if len(drawing) > _MOST_PAGE:
            raise UnreadableFileError(TOO_LARGE)
        return drawing


def bare_copy(source: pikepdf.Pdf, say: Callable[[str], str] = str) -> BareCopy:
    """Return a copy of the pages of ``source`` with what is seen on them, its notes in the words of ``say``.

    Raises UnreadableFileError.
    """
    _draw_fields(source)
    copy = BareCopy(source, pikepdf.new(), StreamReader(source), say)
    pages = pages_of(source)
    for page in pages:
        copy.pages.setdefault(page.page.objgen, copy.page(page))
    for page, new in zip(pages, copy.target.pages, strict=True):
        marks = copied_marks(copy, page.page.get("/Annots"))
        if marks:
            new.obj["/Annots"] = pikepdf.Array(marks)
    copy.finish()
    if not copy.pages:
        raise UnreadableFileError(BROKEN)
    return copy


def _draw_fields(source: pikepdf.Pdf) -> None:
    """Give fields of a form their look where a program left that to the next one (ISO 32000-1 §12.7.2)."""
    form = source.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and form.get_bool("/NeedAppearances", False):  # noqa: FBT003
        source.generate_appearance_streams()


def _digest(stream: pikepdf.Object, data: StreamData) -> str:
    """Return SHA-256 in hex of a picture as it is coded: decoding all pictures of a scan takes longer than we have."""
    size = f"{stream.get_int('/Width', 0)}x{stream.get_int('/Height', 0)} {data.filter}\n"
    return hashlib.sha256(size.encode() + data.data).hexdigest()
