"""The data of streams, decoded within bounds, and free of what pictures tell beside their pixels (ISO 32000-1 §7.4)."""

import zlib
from dataclasses import dataclass, field

import pikepdf

from relay.mime.files.jpeg2000 import bare_jpeg2000
from relay.mime.files.kinds import FileKind
from relay.mime.files.picture_parts import take_apart
from relay.mime.files.picture_pieces import Beside, Piece
from relay.mime.files.reading import BROKEN, TOO_LARGE, UnreadableFileError

_MOST_PLAIN = 80 << 20  # bytes of all streams that are no pictures
_MOST_PIXELS = 100_000_000  # of one picture
_MOST_PICTURE = 200 << 20  # bytes of one picture when unpacked; they are not kept
_MOST_PICTURES = 400 << 20  # of all
_PIECE = 16 << 10  # which unpacks to 16 MB at most
_DCT, _JPX, _CCITT, _JBIG2 = "/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"
_CODED = frozenset({_DCT, _JPX, _CCITT, _JBIG2})
_SHORT_NAMES = {"/DCT": _DCT, "/CCF": _CCITT, "/Fl": "/FlateDecode"}
_EOI = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class StreamData:
    """Bytes and the filter that they are still in, with its parameters; ``filter`` "" for plain bytes."""

    data: bytes
    filter: str = ""
    parameters: pikepdf.Object | None = None


@dataclass(slots=True)
class StreamReader:
    """Reads the streams of one document; counts what they unpack to, and keeps what lay beside pictures."""

    source: pikepdf.Pdf
    beside: list[Piece] = field(default_factory=list)
    _plain: int = 0
    _pictures: int = 0

    def plain(self, stream: pikepdf.Stream) -> bytes:
        """Return the decoded data of a stream that is no picture. Raises UnreadableFileError."""
        data = stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)
        self._plain += len(data)
        if self._plain > _MOST_PLAIN:
            raise UnreadableFileError(TOO_LARGE)
        return data

    def picture(self, stream: pikepdf.Stream) -> StreamData:
        """Return the data of a picture, in the form that it is coded in. Raises UnreadableFileError."""
        pixels = _number(stream, "/Width") * _number(stream, "/Height")
        if pixels > _MOST_PIXELS:
            raise UnreadableFileError(TOO_LARGE)
        filters, parameters = _filters(stream)
        last = filters[-1] if filters else ""
        if any(name in _CODED for name in filters[:-1]) or "/Crypt" in filters:
            raise UnreadableFileError(BROKEN)
        if last in _CODED:
            data = self._without(stream, filters, parameters)
            return self._coded(data, last, parameters[-1])
        if filters == ["/FlateDecode"]:
            # Four colours of two bytes are the most that anybody uses; some programs write a little more than that.
            most = min(_MOST_PICTURE, 8 * pixels + (1 << 16))
            return StreamData(self._deflated(stream.read_raw_bytes(), most), last, parameters[0])
        return StreamData(self.plain(stream))

    def _without(
        self, stream: pikepdf.Stream, filters: list[str], parameters: list[pikepdf.Dictionary | None]
    ) -> bytes:
        """Return the data as the last filter gets it."""
        data = stream.read_raw_bytes()
        if len(filters) == 1:
            return data
        outer = pikepdf.Stream(self.source, data)
        outer["/Filter"] = pikepdf.Array([pikepdf.Name(name) for name in filters[:-1]])
        outer["/DecodeParms"] = pikepdf.Array([one or pikepdf.Dictionary() for one in parameters[:-1]])
        return self.plain(outer)

    def _coded(self, data: bytes, name: str, parameters: pikepdf.Object | None) -> StreamData:
        if name == _DCT:
            return StreamData(self._jpeg(data), name, parameters)
        if name == _JPX:
            bare, texts = bare_jpeg2000(data, _MOST_PIXELS)
            self.beside += [Piece(Beside.TEXT, text) for text in texts]
            return StreamData(bare, name)
        return StreamData(data, name, parameters)

    def _jpeg(self, data: bytes) -> bytes:
        start = data.find(b"\xff\xd8")
        if start < 0:
            raise UnreadableFileError(BROKEN)
        try:
            parts = take_apart(data[start:], FileKind.JPEG)
        except UnreadableFileError:
            parts = take_apart(data[start:] + _EOI, FileKind.JPEG)  # some programs leave the end away
        # A profile in the picture is not what a PDF shows it by.
        self.beside += parts.beside
        return parts.picture

    def _deflated(self, data: bytes, most: int) -> bytes:
        """Return ``data`` up to where its compressed part ends; ``most`` bytes may be in it."""
        unpacking, size, position = zlib.decompressobj(), 0, 0
        try:
            while not unpacking.eof and position < len(data):
                piece = data[position : position + _PIECE]
                size += len(unpacking.decompress(piece))
                position += len(piece) - len(unpacking.unused_data)
                if size > most:
                    raise UnreadableFileError(TOO_LARGE)
        except zlib.error as error:
            raise UnreadableFileError(BROKEN) from error
        self._pictures += size
        if self._pictures > _MOST_PICTURES:
            raise UnreadableFileError(TOO_LARGE)
        return data[:position]


def _filters(stream: pikepdf.Stream) -> tuple[list[str], list[pikepdf.Dictionary | None]]:
    names, given = stream.get("/Filter"), stream.get("/DecodeParms")
    if names is None:
        return [], []
    several = isinstance(names, pikepdf.Array)
    filters = [str(name) for name in names] if several else [str(names)]
    listed = list(given) if several and isinstance(given, pikepdf.Array) else [given]
    parameters = [one if isinstance(one, pikepdf.Dictionary) else None for one in listed[: len(filters)]]
    parameters += [None] * (len(filters) - len(parameters))
    return [_SHORT_NAMES.get(name, name) for name in filters], parameters


def _number(stream: pikepdf.Stream, key: str) -> int:
    return max(0, stream.get_int(key, 0))
