"""A small transformer encoder on NumPy: one thread, no framework, all texts of a mail in one run without padding.

The architecture is BERT's (Devlin et al. 2019) as MiniLM distilled it (Wang et al. 2020): learned positions,
attention of several heads, GELU (here in its tanh form), layer norm after each sum.
"""

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float32]

_EPSILON = np.float32(1e-12)
_GELU = np.float32(0.7978845608)  # sqrt(2 / pi)
_GELU_CUBIC = np.float32(0.044715)
_HALF, _ONE = np.float32(0.5), np.float32(1)
_ROWS = 64  # that are bent at once: so many, four times as wide, fit a core's cache


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Numbers
    bias: Numbers

    def __call__(self, values: Numbers) -> Numbers:
        """Return the rows of ``values``, which is used up, each with mean 0 and spread 1, then weighed."""
        width = np.float32(values.shape[1])
        values -= (values.sum(axis=1) / width)[:, None]
        spread = np.sqrt(np.einsum("ij,ij->i", values, values) / width + _EPSILON)
        values /= spread[:, None]
        values *= self.weight
        values += self.bias
        return values


@dataclass(frozen=True, slots=True)
class _Layer:
    """Matrices are stored as they are multiplied: rows are inputs.

    What is asked for (the first third of ``attend``) is scaled by its depth; ``narrow`` is halved, as GELU is not.
    """

    attend: Numbers
    attend_bias: Numbers
    join: Numbers
    join_bias: Numbers
    joined: _Norm
    widen: Numbers
    widen_bias: Numbers
    narrow: Numbers
    narrow_bias: Numbers
    narrowed: _Norm

    def __call__(self, values: Numbers, bounds: Sequence[int], heads: int) -> Numbers:
        attended = _attention(_through(values, self.attend, self.attend_bias), bounds, heads)
        joined = _through(attended, self.join, self.join_bias)
        joined += values
        values = self.joined(joined)
        wide = _through(values, self.widen, self.widen_bias)
        _bend(wide)
        narrow = _through(wide, self.narrow, self.narrow_bias)
        narrow += values
        return self.narrowed(narrow)


def _through(values: Numbers, weights: Numbers, bias: Numbers) -> Numbers:
    passed: Numbers = values @ weights
    passed += bias
    return passed


def _bend(values: Numbers) -> None:
    """Put twice its GELU in the place of each number, some rows at a time."""
    for start in range(0, len(values), _ROWS):
        rows = values[start : start + _ROWS]
        bent = rows * rows
        bent *= _GELU * _GELU_CUBIC
        bent += _GELU
        bent *= rows
        np.tanh(bent, out=bent)
        bent += _ONE
        rows *= bent


def _attention(mixed: Numbers, bounds: Sequence[int], heads: int) -> Numbers:
    """Return what each piece takes from the others of its own text; ``bounds`` are where texts begin and end."""
    width = mixed.shape[1] // 3
    depth = width // heads
    taken = np.empty((mixed.shape[0], width), dtype=np.float32)
    for start, end in pairwise(bounds):
        query, key, value = mixed[start:end].reshape(end - start, 3, heads, depth).transpose(1, 2, 0, 3)
        weights = query @ key.transpose(0, 2, 1)
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        gathered = taken[start:end].reshape(end - start, heads, depth).transpose(1, 0, 2)
        np.matmul(weights, value, out=gathered)
        gathered /= weights.sum(axis=-1, keepdims=True)
    return taken


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of some texts, one after the other, on their way through the layers; a text is at least one piece."""

    values: Numbers
    bounds: tuple[int, ...]  # where each text begins, and where the last one ends

    def pooled(self) -> Numbers:
        """Return a row for each text: the mean, then the maximum, over its pieces."""
        rows = [self.values[start:end] for start, end in pairwise(self.bounds)]
        return np.stack([np.concatenate([row.mean(axis=0), row.max(axis=0)]) for row in rows])

    def only(self, kept: Sequence[int]) -> "Pieces":
        """Return the texts of these numbers, in order."""
        rows = [self.values[self.bounds[text] : self.bounds[text + 1]] for text in kept]
        return Pieces(np.concatenate(rows), _bounds(rows))


def _bounds(texts: Sequence[Sized]) -> tuple[int, ...]:
    return (0, *np.cumsum([len(text) for text in texts]).tolist())


class Encoder:
    """Weights, and the way through them."""

    def __init__(self, weights: Mapping[str, Numbers], layers: int, heads: int) -> None:
        """Take weights by the names that the training gives them."""
        self._pieces, self._positions = weights["pieces"], weights["positions"]
        self._embedded = _Norm(weights["embedded.weight"], weights["embedded.bias"])
        self._layers = [_layer(weights, f"layer{index}.", heads) for index in range(layers)]
        self._heads = heads

    def embedded(self, texts: Sequence[Sequence[int]]) -> Pieces:
        """Return texts, the numbers of their pieces, before the first layer."""
        pieces = np.concatenate([np.asarray(text, dtype=np.intp) for text in texts])
        places = np.concatenate([np.arange(len(text), dtype=np.intp) for text in texts])
        return Pieces(self._embedded(self._pieces[pieces] + self._positions[places]), _bounds(texts))

    def through(self, pieces: Pieces, first: int, last: int | None = None) -> Pieces:
        """Return pieces after the layers from number ``first`` until before ``last`` (None: to the end)."""
        values = pieces.values
        for layer in self._layers[first:last]:
            values = layer(values, pieces.bounds, self._heads)
        return Pieces(values, pieces.bounds)


def _layer(weights: Mapping[str, Numbers], name: str, heads: int) -> _Layer:
    def norm(which: str) -> _Norm:
        return _Norm(weights[f"{name}{which}.weight"], weights[f"{name}{which}.bias"])

    def matrix(which: str) -> tuple[Numbers, Numbers]:
        return weights[f"{name}{which}.weight"], weights[f"{name}{which}.bias"]

    width = len(weights[f"{name}join.bias"])
    scale = np.ones(3 * width, np.float32)
    scale[:width] /= np.sqrt(np.float32(width // heads))
    attend, attend_bias = weights[f"{name}attend.weight"] * scale, weights[f"{name}attend.bias"] * scale
    narrow, narrow_bias = weights[f"{name}narrow.weight"] * _HALF, weights[f"{name}narrow.bias"]
    return _Layer(
        attend, attend_bias, *matrix("join"), norm("joined"), *matrix("widen"), narrow, narrow_bias, norm("narrowed")
    )
