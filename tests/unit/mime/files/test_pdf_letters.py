"""Fonts that do not tell their letters, or tell others than they show: the document counts like one with pictures."""

import struct
import time

import pytest

from relay.mime.files.pdf import read_pdf
from tests.support.pdfs import one_page, stream

_PAGE = stream(b"BT /F1 12 Tf 72 700 Td (Omar) Tj ET")
_SIMPLE = b"<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Some/FirstChar 65/LastChar 122%s>>"
_COMPOSITE = (
    b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Some/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype"
    b"/CIDFontType2/BaseFont/ABCDEF+Some/CIDSystemInfo<</Registry(Adobe)/Ordering(%s)/Supplement 0>>>>]%s>>"
)
_DIFFERENCES = b"/Encoding<</Differences[79/%s 97/%s 109/%s 114/%s]>>"
_PLAIN = _DIFFERENCES % (b"O", b"a", b"m", b"r")
_NUMBERED = _DIFFERENCES % (b"g1", b"g2", b"g3", b"g4")
_TOLD = b"/ToUnicode 6 0 R"


def _map(single: bytes = b"", ranges: bytes = b"") -> bytes:
    return stream(b"1 beginbfchar\n" + single + b"\nendbfchar\n1 beginbfrange\n" + ranges + b"\nendbfrange")


_SAME = _map(b"<4F> <004F>", b"<61> <72> <0061>")
_OTHER = _map(b"<4F> <0054>")
_OTHER_RANGE = _map(ranges=b"<61> <72> <0062>")
_OTHER_LIST = _map(ranges=b"<61> <62> [<0061> <0071>]")


def _pictures(font: bytes, told: bytes = _SAME, program: bytes = b"") -> tuple[str, ...]:
    return read_pdf(one_page(_PAGE, b"<</Font<</F1 5 0 R>>>>", font, told, stream(program))).pictures


def _program(table: bytes) -> bytes:
    """Return a TrueType font that has nothing but one map from Unicode."""
    cmap = struct.pack(">HHHHL", 0, 1, 3, 1, 12) + table
    return struct.pack(">LHHHH4sLLL", 0x10000, 1, 16, 0, 0, b"cmap", 0, 28, len(cmap)) + cmap


# Glyphs 3 to 28 are A to Z.
_SEGMENTS = struct.pack(">HHHHHHH2HH2H2H2H", 4, 32, 0, 4, 4, 1, 0, 90, 65535, 0, 65, 65535, 65536 - 62, 1, 0, 0)
_INDIRECT = struct.pack(">HHHHHHH2HH2H2H2H", 4, 84, 0, 4, 4, 1, 0, 90, 65535, 0, 65, 65535, 0, 1, 4, 0)
_INDIRECT += struct.pack(">26H", *range(3, 29))
_LIST = struct.pack(">HHHHH26H", 6, 62, 0, 65, 26, *range(3, 29))
_GROUPS = struct.pack(">HHLLLLLL", 12, 0, 28, 0, 1, 65, 90, 3)
_MAPS = {"segments": _SEGMENTS, "segments with a list": _INDIRECT, "list": _LIST, "groups": _GROUPS}
_EMBEDDED = _COMPOSITE.replace(b"/BaseFont/ABCDEF+Some/CID", b"/FontDescriptor<</FontFile2 7 0 R>>/CID") % (
    b"Identity",
    _TOLD,
)


@pytest.mark.parametrize("table", _MAPS.values(), ids=_MAPS)
def test_a_map_that_agrees_with_the_font_itself_is_clear(table: bytes) -> None:
    told = _map(b"<0003> <0041> <0004> <0042> <0090> <0043>", b"<0005> <001C> <0043>")
    assert _pictures(_EMBEDDED, told, _program(table)) == ()


@pytest.mark.parametrize("table", _MAPS.values(), ids=_MAPS)
def test_a_map_that_says_other_letters_than_the_font_itself_is_doubtful(table: bytes) -> None:
    assert len(_pictures(_EMBEDDED, _map(b"<0003> <0042>"), _program(table))) == 1
    placed = _EMBEDDED.replace(b"/FontDescriptor", b"/CIDToGIDMap 7 0 R/FontDescriptor")
    assert _pictures(placed, _map(b"<0003> <0042>"), _program(table)) == ()  # which glyph that is nobody says


@pytest.mark.parametrize("cut", [0, 4, 20, 30, 45, 60])
def test_a_font_that_is_cut_off_says_nothing(cut: int) -> None:
    assert _pictures(_EMBEDDED, _map(b"<0003> <0042>"), _program(_GROUPS)[:cut]) == ()


_DOUBTFUL = {
    "no map to Unicode": (_COMPOSITE % (b"Identity", b""), _SAME),
    "numbered glyphs": (_SIMPLE % _NUMBERED, _SAME),
    "numbered drawings": (_SIMPLE.replace(b"TrueType", b"Type3") % _NUMBERED, _SAME),
    "numbered codes": (_SIMPLE.replace(b"FirstChar 65", b"FirstChar 1") % b"", _SAME),
    "another letter than its name": (_SIMPLE % (_PLAIN + _TOLD), _OTHER),
    "other letters than their names": (_SIMPLE % (_PLAIN + _TOLD), _OTHER_RANGE),
    "another letter than its code": (_SIMPLE % (b"/Encoding/WinAnsiEncoding" + _TOLD), _OTHER_LIST),
    "a letter that is named a digit": (_SIMPLE % (_DIFFERENCES % (b"one", b"a", b"m", b"r") + _TOLD), _SAME),
}
_CLEAR = {
    "a map to Unicode": (_COMPOSITE % (b"Identity", _TOLD), _OTHER),
    "a known order of characters": (_COMPOSITE % (b"Japan1", b""), _SAME),
    "names": (_SIMPLE % _PLAIN, _SAME),
    "names and a map that agree": (_SIMPLE % (_PLAIN + _TOLD), _SAME),
    "names of small capitals": (_SIMPLE % (_PLAIN + _TOLD), _map(b"<61> <0041>")),
    "numbered glyphs with a map": (_SIMPLE % (_NUMBERED + _TOLD), _SAME),
    "two bullets": (_SIMPLE % b"/Encoding<</Differences[183/g118/g119]>>", _SAME),
    "names by code point": (_SIMPLE % (_DIFFERENCES % (b"uni004F", b"u0061", b"afii10017", b"r.alt2")), _SAME),
    "an encoding of its own": (_SIMPLE % (b"/Encoding/WinAnsiEncoding/FontDescriptor<</Flags 4>>" + _TOLD), _OTHER),
    "a ligature": (_SIMPLE % (_PLAIN + _TOLD), _map(b"<61> <00660069>")),
    "a standard font": (b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", _SAME),
}


@pytest.mark.parametrize(("font", "told"), _DOUBTFUL.values(), ids=_DOUBTFUL)
def test_letters_that_cannot_be_told_count_like_a_picture(font: bytes, told: bytes) -> None:
    assert len(_pictures(font, told)) == 1


@pytest.mark.parametrize(("font", "told"), _CLEAR.values(), ids=_CLEAR)
def test_letters_that_are_told_do_not_count(font: bytes, told: bytes) -> None:
    assert _pictures(font, told) == ()


def test_broken_maps_end_well() -> None:
    for told in (b"<> <>", b"<4F> <00>", b"<ZZ> <0041>", b"<61> <00D8>"):
        assert _pictures(_SIMPLE % (_PLAIN + _TOLD), _map(told, told)) == ()


def test_a_map_of_more_than_a_font_holds_is_doubtful_and_soon_read() -> None:
    began = time.monotonic()
    for told in (b"<00> <FF> <0061> " * 60_000, b"<1> <2> [" * 60_000, b"beginbfrange " * 60_000):
        assert len(_pictures(_SIMPLE % (_NUMBERED + _TOLD), _map(ranges=told))) == told.startswith(b"<00>")
    assert time.monotonic() - began < 5
