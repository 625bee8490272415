"""What is drawn in a PDF and can be writing counts like a picture: a person looks; rulings and charts do not."""

import math
from collections.abc import Iterable

import pytest
from pikepdf import Array, Dictionary, Name

from relay.mime.files.pdf import read_pdf
from tests.support.pdfs import Making, handwriting, outlines

# As Acrobat draws one.
_TICK = (
    (8.8, 14.7), (8.6, 14.1), (9.1, 10.7), (9.3, 9.7), (9.4, 9.1), (10.5, 8.4), (11.7, 8.4), (13.1, 8.5), (21.6, 18.8),
    (21.4, 18.9), (21.7, 19.1), (21.4, 20.8), (21.4, 20.8), (21.0, 21.5), (19.3, 20.7), (19.3, 20.5), (12.9, 13.4),
    (12.7, 13.4), (12.3, 13.4), (12.1, 16.5), (11.9, 16.8), (10.2, 17.7), (9.1, 15.3),
)  # fmt: skip


def _pictures(extra: bytes = b"", **resources: object) -> tuple[str, ...]:
    making = Making()
    making.page("Name:", extra=extra, **resources)
    return read_pdf(making.done()).pictures


def _polyline(points: Iterable[tuple[float, float]], paint: bytes = b"S") -> bytes:
    written = [b"%.2f %.2f" % point for point in points]
    return written[0] + b" m " + b" ".join(point + b" l" for point in written[1:]) + b" " + paint + b"\n"


def _circle(x: float) -> bytes:
    return _polyline([(x + 3 * math.cos(turn / 4), 500 + 3 * math.sin(turn / 4)) for turn in range(25)], b"h f")


def _piece(start: tuple[float, float], end: tuple[float, float]) -> bytes:
    """Return a piece of a stroke as a shape, one and a half wide."""
    (x, y), (to_x, to_y) = start, end
    length = math.dist(start, end)
    side, up = 0.75 * (to_y - y) / length, -0.75 * (to_x - x) / length
    return _polyline(
        [(x + side, y + up), (to_x + side, to_y + up), (to_x - side, to_y - up), (x - side, y - up)], b"h f"
    )


def _scribble() -> list[tuple[float, float]]:
    """Return one stroke that winds like a written name: it goes on, and round and round."""
    return [(120 + step / 3 + 5 * math.cos(step / 3), 500 + 6 * math.sin(step / 2)) for step in range(120)]


_WRITING = {
    "curves of a tablet": handwriting(),
    "a short name": handwriting(letters=3),
    "one stroke of short lines": _polyline(_scribble()),
    "each piece a stroke of its own breadth": b"".join(
        b"%.2f w " % (1 + place % 3 / 2) + _polyline(pair)
        for place, pair in enumerate(zip(_scribble(), _scribble()[1:], strict=False))
    ),
    "dots that overlap": b"".join(
        b"q 1 0 0 1 %.2f %.2f cm " % (x - 100, y - 500) + _circle(100) + b"Q\n" for x, y in _scribble()
    ),
    "each piece a shape": b"".join(map(_piece, _scribble(), _scribble()[1:])),
    "letters turned into outlines": outlines(),
    "letters cut out of a colour": outlines().replace(b"h f", b"h") + b" W n 0 0 600 800 re f",
}
_NO_WRITING = {
    "nothing": b"",
    "a ruled table": b"".join(
        b"72 %d m 500 %d l S %d 100 m %d 600 l S " % (100 + 20 * row, 100 + 20 * row, 72 + 40 * row, 72 + 40 * row)
        for row in range(26)
    ),
    "cells filled": b"".join(
        b"%d %d 60 20 re f " % (72 + 60 * column, 100 + 20 * row) for row in range(20) for column in range(3)
    ),
    "underlines": b"72 700 m 200 700 l S 72 680 m 90.5 680.1 l S",
    "dashes": b"[3 3] 0 d 72 700 m 300 650 l S",
    "a rounded frame": b"80 600 m 492 600 l 496 600 500 604 500 608 c 500 692 l 500 696 496 700 492 700 c"
    b" 80 700 l 76 700 72 696 72 692 c 72 608 l 72 604 76 600 80 600 c h S",
    "bullets": b"".join(b"1 0 0 1 0 -20 cm " + _circle(80) for _ in range(20)),
    "triangles": b"100 100 m 200 100 l 150 180 l h S 300 100 m 310 105 l 300 110 l f",
    "an arrow": _polyline([(0, 4), (20, 4), (20, 0), (30, 6), (20, 12), (20, 8), (0, 8)], b"h f"),
    "ticks": b"".join(b"q 1 0 0 1 0 %d cm " % (40 * row) + _polyline(_TICK, b"h f") + b"Q " for row in range(9)),
    "a wavy underline": _polyline([(70 + 2 * step, 700 + step % 2 * 2) for step in range(24)]),
    "the graph of a function": _polyline([(100 + step, 300 + 40 * math.sin(step / 9)) for step in range(200)]),
    "a chart of straight lines": _polyline([(100 + 20 * step, 300 + step * 37 % 100) for step in range(20)]),
    "markers of a chart": b"".join(
        b"q 1 0 0 1 %d %d cm 0 0 m 4 4 l 2 0 l 4 -4 l h f Q " % (100 + 20 * step, 300 + step * 37 % 100)
        for step in range(20)
    ),
    "a line that is not drawn": outlines().replace(b"h f", b"h n"),
    "a frame that clips": b"q 0 0 m 600 0 l 600 800 l 0 800 l h W n 10 10 90 90 re f Q " * 30,
}


@pytest.mark.parametrize("drawing", _WRITING.values(), ids=_WRITING)
def test_what_can_be_writing_counts_like_a_picture(drawing: bytes) -> None:
    assert len(_pictures(drawing)) == 1


@pytest.mark.parametrize("drawing", _NO_WRITING.values(), ids=_NO_WRITING)
def test_rulings_frames_bullets_and_charts_do_not_count(drawing: bytes) -> None:
    assert _pictures(drawing) == ()


def _form(making: Making, drawing: bytes, **entries: object) -> object:
    fixed = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 600, 800])} | entries
    return making.pdf.make_stream(drawing, Dictionary({f"/{key}": value for key, value in fixed.items()}))


def test_writing_counts_wherever_it_is_drawn() -> None:
    making = Making()
    form = _form(making, handwriting())
    assert len(_pictures_of(making, b"/Fm Do", XObject=Dictionary(Fm=form))) == 1
    making = Making()
    tile = _form(making, handwriting(), PatternType=1, PaintType=1, TilingType=1, XStep=600, YStep=800)
    del tile["/Subtype"]  # type: ignore[attr-defined]
    pattern = b"/Pattern cs /P0 scn 0 0 600 800 re f"
    assert len(_pictures_of(making, pattern, Pattern=Dictionary(P0=tile))) == 1
    making = Making()
    making.mark(making.page("Name:"), "Stamp", AP=Dictionary(N=_form(making, handwriting())))
    assert len(read_pdf(making.done()).pictures) == 1


def _pictures_of(making: Making, extra: bytes, **resources: object) -> tuple[str, ...]:
    making.page("Name:", extra=extra, **resources)
    return read_pdf(making.done()).pictures


def test_ink_counts_whatever_it_draws() -> None:
    pictures = []
    for end in (100, 101):
        making = Making()
        making.mark(making.page("Name:"), "Ink", InkList=Array([Array([72, 500, end, 520])]))
        pictures.append(read_pdf(making.done()).pictures)
    assert [len(found) for found in pictures] == [1, 1]
    assert pictures[0] != pictures[1]


def test_a_shape_of_many_corners_counts_as_ink() -> None:
    for corners, count in ((4, 0), (40, 1)):
        making = Making()
        vertices = Array([number for corner in range(corners) for number in (corner, corner * 7 % 10)])
        making.mark(making.page("Name:"), "PolyLine", Vertices=vertices)
        assert len(read_pdf(making.done()).pictures) == count


def test_the_same_drawing_is_the_same_picture_on_another_page() -> None:
    logo = b"q .5 0 0 .5 40 300 cm " + handwriting(seed=5) + b"Q "
    making, other = Making(), Making()
    first = _pictures_of(making, b"/Fm Do", XObject=Dictionary(Fm=_form(making, logo)))
    more = b"72 700 m 200 700 l S /Fm Do " + handwriting(seed=6)
    second = _pictures_of(other, more, XObject=Dictionary(Fm=_form(other, logo)))
    assert set(first) < set(second)
    assert len(second) == 2
    assert _pictures(b"72 700 m 200 700 l S " + logo) == _pictures(logo)


def test_another_drawing_is_another_picture() -> None:
    assert _pictures(handwriting(seed=1)) != _pictures(handwriting(seed=2))
    assert _pictures(outlines(left=120)) != _pictures(outlines(left=90))


def test_the_least_counts_where_text_is_invisible() -> None:
    stroke = _polyline([(100, 500), (104, 510), (108, 500), (112, 510), (108, 512)])
    assert _pictures(stroke) == ()
    assert len(_pictures(stroke + b"BT 3 Tr /F1 12 Tf 100 500 Td (Kim) Tj ET")) == 1
    assert _pictures(b"72 700 m 200 700 l S BT 3 Tr /F1 12 Tf 100 500 Td (Kim) Tj ET") == ()


def test_a_drawing_too_large_to_be_measured_is_one_picture() -> None:
    assert len(_pictures(_polyline([(step % 600, step // 600) for step in range(70_000)]))) == 1


def test_the_cells_of_many_tables_do_not_count() -> None:
    cells = b"".join(b"%d %d 40 9 re S\n" % (place % 12 * 45, place // 12 % 80 * 10) for place in range(20_000))
    assert _pictures(cells) == ()
