"""Drawings on a page that can be writing: pen strokes, letters turned into outlines. As PDFium draws the bare copy.

Nothing reads them, so they count like pictures: a person looks. Lines are measured by ``strokes``. Where text is
invisible, a program read what it lies on, and the least of it counts.
"""

import hashlib
from collections.abc import Iterator
from ctypes import c_float, c_int
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from relay.mime.files.pdf.strokes import Line, Point, joined, turns

_FEWEST_TURNS = 5  # a short name by hand has more; an arrow has four
_FEWEST_OF_ONE = 8  # a name in one go has more; a tick has five
_FEWEST_OF_LETTERS = 7  # points of a cut: most are to a box
_MOST_POINTS = 60_000  # of one document that are measured
_BOX, _OF_BOX = 5, 2  # points of a box, and what it counts for: tables have many
_MOST_THINGS = 300_000
_INVISIBLE = 3
_PLAIN = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Drawings:
    """The drawings of one document that can be writing, by digests of their lines; ``complete``: all were measured.

    A drawing that a document repeats as one thing, a logo, has a digest of its own, so that it is known again.
    """

    found: dict[str, None] = field(default_factory=dict)
    complete: bool = True
    _points: int = 0
    _things: int = 0

    def add_page(self, page: Any) -> None:  # noqa: ANN401 - the library has no types
        """Measure all that is drawn on a page."""
        loose: list[tuple[Line, int]] = []
        scene = _Scene(self)
        invisible = scene.read(page)
        for lines in scene.groups.values():
            wound = [(line, count) for line in joined(lines) if (count := turns(line))]
            if _can_be_writing(wound):
                self._add(wound)
            else:
                loose += wound
        if _can_be_writing(loose) or (loose and invisible):
            self._add(loose)

    def _add(self, wound: list[tuple[Line, int]]) -> None:
        said = [f"{x:.1f} {y:.1f}" for line, _ in wound for x, y in line.points]
        self.found[hashlib.sha256(b"drawing\n" + "\n".join(said).encode()).hexdigest()] = None

    def works(self, points: int) -> bool:
        """Count a thing with so many points; return whether it is to be measured."""
        self._things += 1
        self._points += points if points > _BOX else min(points, _OF_BOX)
        self.complete = self.complete and self._points <= _MOST_POINTS and self._things <= _MOST_THINGS
        return self.complete


def _can_be_writing(wound: list[tuple[Line, int]]) -> bool:
    """Return whether lines turn as often as letters; each shape counts once, as markers of a chart are many."""
    shapes = {line.shape: count for line, count in wound}
    return sum(shapes.values()) >= (_FEWEST_TURNS if len(shapes) > 1 else _FEWEST_OF_ONE)


@dataclass(slots=True)
class _Scene:
    """The lines on one page, by the thing drawn as one that they belong to; 0 for the page itself."""

    drawings: Drawings
    groups: dict[int, list[Line]] = field(default_factory=dict)
    cuts: set[tuple[Line, ...]] = field(default_factory=set)

    def read(self, page: Any) -> bool:  # noqa: ANN401 - the library has no types
        """Read all lines; return whether there is invisible text."""
        invisible = False
        count = pdfium.FPDFPage_CountObjects(page)
        things = [pdfium.FPDFPage_GetObject(page, number) for number in reversed(range(count))]
        waiting = [(thing, _PLAIN, number * _is_form(thing)) for number, thing in enumerate(things, start=1)]
        while waiting and self.drawings.works(0):
            thing, outer, group = waiting.pop()
            sort = pdfium.FPDFPageObj_GetType(thing)
            if sort == pdfium.FPDF_PAGEOBJ_TEXT:
                invisible = invisible or pdfium.FPDFTextObj_GetTextRenderMode(thing) == _INVISIBLE
            elif sort == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(thing, outer, group)
                self._cut(thing, outer, group)
            elif sort == pdfium.FPDF_PAGEOBJ_SHADING:
                self._cut(thing, outer, group)
            elif sort == pdfium.FPDF_PAGEOBJ_FORM:
                matrix = _within(_matrix(thing), outer)
                inner = range(pdfium.FPDFFormObj_CountObjects(thing))
                waiting += [(pdfium.FPDFFormObj_GetObject(thing, one), matrix, group) for one in reversed(inner)]
        return invisible

    def _cut(self, thing: Any, outer: _Matrix, group: int) -> None:  # noqa: ANN401 - the library has no types
        """Read what a thing is cut to, which letters can be; the same cut once, however much lies in it."""
        cut = pdfium.FPDFPageObj_GetClipPath(thing)
        for place in range(pdfium.FPDFClipPath_CountPaths(cut)):
            count = pdfium.FPDFClipPath_CountPathSegments(cut, place)
            if count < _FEWEST_OF_LETTERS or not self.drawings.works(count):
                continue
            segments = (pdfium.FPDFClipPath_GetPathSegment(cut, place, number) for number in range(count))
            lines = tuple(_lines(segments, outer, filled=True))
            if lines not in self.cuts:
                self.cuts.add(lines)
                self.groups.setdefault(group, []).extend(lines)

    def _path(self, thing: Any, outer: _Matrix, group: int) -> None:  # noqa: ANN401 - the library has no types
        fill, stroke = c_int(), c_int()
        pdfium.FPDFPath_GetDrawMode(thing, fill, stroke)
        count = pdfium.FPDFPath_CountSegments(thing)
        if (fill.value or stroke.value) and self.drawings.works(count):
            segments = (pdfium.FPDFPath_GetPathSegment(thing, number) for number in range(count))
            lines = _lines(segments, _within(_matrix(thing), outer), filled=bool(fill.value))
            self.groups.setdefault(group, []).extend(lines)


def _lines(segments: Iterator[Any], matrix: _Matrix, *, filled: bool) -> Iterator[Line]:
    """Yield the lines of a path. What is filled is closed (ISO 32000-1 §8.5.3.3)."""
    points: list[Point] = []
    closed = False
    x, y = c_float(), c_float()
    for segment in segments:
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield Line(tuple(points), closed)
            points, closed = [], filled
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(_moved((x.value, y.value), matrix))
        closed = closed or bool(pdfium.FPDFPathSegment_GetClose(segment))
    if len(points) > 1:
        yield Line(tuple(points), closed)


def _is_form(thing: Any) -> bool:  # noqa: ANN401 - the library has no types
    return bool(pdfium.FPDFPageObj_GetType(thing) == pdfium.FPDF_PAGEOBJ_FORM)


def _matrix(thing: Any) -> _Matrix:  # noqa: ANN401 - the library has no types
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _within(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """Return the matrix of what stands in a thing that has one itself (ISO 32000-1 §8.3.4)."""
    a, b, c, d, e, f = inner
    origin, right, up = _moved((e, f), outer), _moved((a, b), outer, shift=0), _moved((c, d), outer, shift=0)
    return (*right, *up, *origin)


def _moved(point: Point, matrix: _Matrix, shift: int = 1) -> Point:
    (x, y), (a, b, c, d, e, f) = point, matrix
    return a * x + c * y + shift * e, b * x + d * y + shift * f
