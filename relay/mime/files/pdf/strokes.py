"""Lines of a drawing, and how much they wind: what tells writing from rulings, boxes, arcs and charts.

A letter, written or as an outline, bends to one side and then to the other, or goes round more than once. A ruling, a
box, a round frame, a bullet, an arc, an arrowhead does not, nor does the graph of a function in more than one way.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]

_FINE = 1 / 200  # of a line's extent: steps that are shorter are no steps, and sideways as little is straight
_BENT = math.radians(20)  # less than that is a trembling
_GRAPH = 72.0  # an inch: a line as wide that never goes back is a chart's
_FLAT = 0.15  # of an extent: a line as high is a wavy one
_MEETS = 0.02  # of a step: how far ends may lie from each other that meet
_MOST_ROUND = 40  # points of a dot
_DOT = 1.1  # of an extent: how far middles may lie from each other of what overlaps or touches


@dataclass(frozen=True, slots=True)
class Line:
    """Where a stroke or an outline passes, with the points that bend its curves."""

    points: tuple[Point, ...]
    closed: bool

    @property
    def extent(self) -> float:
        """The diagonal of the box around it."""
        across, up = zip(*self.points, strict=True)
        return math.hypot(max(across) - min(across), max(up) - min(up))

    @property
    def shape(self) -> tuple[Point, ...]:
        """The line wherever it stands: the same marker set twice is one shape."""
        (left, low), grain = self.points[0], self.extent * _MEETS or 1.0
        return tuple((round((x - left) / grain), round((y - low) / grain)) for x, y in self.points)


def turns(line: Line) -> int:
    """Return how often a line changes the side that it bends to, and goes round: 0 for what is no writing."""
    if len(line.points) < 3:
        return 0
    extent = line.extent
    steps = list(_steps(line, extent * _FINE))
    if _is_upright(steps, extent * _FINE) or _is_graph(line, steps, extent * _FINE):
        return 0
    bends = [_bend(one, other) for one, other in pairwise([*steps, *(steps[:1] if line.closed else ())])]
    is_round = line.closed or _meet(line.points[0], line.points[-1], extent * _FINE)
    rounds = int(sum(map(abs, bends)) / math.tau + _MEETS) - is_round
    return _changes(bends) + max(0, rounds)


def _steps(line: Line, least: float) -> Iterator[Point]:
    """Yield each step from one point to the next, without those that are shorter than ``least``."""
    x, y = line.points[0]
    for to_x, to_y in (*line.points[1:], *(line.points[:1] if line.closed else ())):
        if math.hypot(to_x - x, to_y - y) > least:
            yield to_x - x, to_y - y
            x, y = to_x, to_y


def _is_upright(steps: list[Point], least: float) -> bool:
    return all(abs(x) <= least or abs(y) <= least for x, y in steps)


def _is_graph(line: Line, steps: list[Point], least: float) -> bool:
    """Return whether an open line never goes back, and is as wide as a chart or as flat as a wavy underline."""
    if line.closed or not (all(x >= -least for x, _ in steps) or all(x <= least for x, _ in steps)):
        return False
    heights = [y for _, y in line.points]
    return line.extent >= _GRAPH or max(heights) - min(heights) <= line.extent * _FLAT


def _bend(one: Point, other: Point) -> float:
    """Return the angle from one step to the next, positive to the left."""
    return math.atan2(one[0] * other[1] - one[1] * other[0], one[0] * other[0] + one[1] * other[1])


def _changes(bends: list[float]) -> int:
    """Return how often ``bends`` change their side, each time by more than a trembling."""
    side, heading, furthest, changes = 0, 0.0, 0.0, 0
    for bend in bends:
        heading += bend
        if side == 0:
            if abs(heading) > _BENT:
                side, furthest = (1 if heading > 0 else -1), heading
        elif (heading - furthest) * side > 0:
            furthest = heading
        elif (furthest - heading) * side > _BENT:
            side, furthest, changes = -side, heading, changes + 1
    return changes


def joined(lines: Sequence[Line]) -> list[Line]:
    """Return ``lines``, in one those where the next begins at the end, and the lines that overlapping dots make.

    Pens whose breadth changes are written as many short strokes, or as dots.
    """
    return [*_chained(lines), *_chained(list(_between_dots(lines)))]


def _chained(lines: Sequence[Line]) -> Iterator[Line]:
    chain: list[Point] = []
    for line in lines:
        if chain and not line.closed and _meet(chain[-1], line.points[0], math.dist(*line.points[:2]) * _MEETS):
            chain += line.points[1:]
            continue
        if chain:
            yield Line(tuple(chain), closed=False)
        chain = [] if line.closed else list(line.points)
        if line.closed:
            yield line
    if chain:
        yield Line(tuple(chain), closed=False)


def _between_dots(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the way from each dot to the next that it overlaps."""
    for last, dot in pairwise(dot for line in lines if (dot := _dot(line))):
        if _meet(last[0], dot[0], min(last[1], dot[1]) * _DOT):
            yield Line((last[0], dot[0]), closed=False)


def _dot(line: Line) -> tuple[Point, float] | None:
    """Return middle and extent of what bends to one side alone and is no upright box; None for everything else."""
    if not line.closed or len(line.points) > _MOST_ROUND or turns(line):
        return None
    extent = line.extent
    if _is_upright(list(_steps(line, 0.0)), extent * _FINE):
        return None
    across, up = zip(*line.points, strict=True)
    return ((min(across) + max(across)) / 2, (min(up) + max(up)) / 2), extent


def _meet(one: Point, other: Point, most: float) -> bool:
    return math.dist(one, other) <= most
