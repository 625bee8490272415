"""The learned model as it is stored: vocabulary, programs of the encoder, categories with thresholds, examples."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from relay.model.category import Category
from relay.model.errors import ConfigurationError
from relay.model.identity import Role
from relay.scanning.opinion.encoder import Encoder, Numbers
from relay.scanning.opinion.screen import Screen
from relay.scanning.opinion.wordpiece import WordPieces

SHIPPED = Path(__file__).parents[1] / "data" / "opinion.npz"
FORMAT = 2
_AUTHORS = {Role.MENTOR: "mentor : ", Role.STUDENT: "student : ", None: ""}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of one text: a score from 0 to 1 for each category, and for harm of any kind.

    ``place`` is where it lies among all texts, for comparison with examples, and ``early`` where the first layers have
    it. A text that these take for clean has a harm of 0, no scores and no place.
    """

    scores: Numbers
    harm: float
    place: Numbers
    early: Numbers


_NOTHING = np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class Exit:
    """Half way a text whose score, a logit, is below the mark is taken for clean."""

    weights: Numbers
    bias: float
    mark: float

    def goes_on(self, pooled: Numbers) -> bool:
        """Whether a text of this pooled row needs the layers after this."""
        return float(pooled @ self.weights) + self.bias >= self.mark


@dataclass(frozen=True)
class OpinionModel:
    """Everything that training made. Get the one that comes with the software from `load_opinion_model`.

    ``harmless_below`` is the score for harm below which the hint of a rule does not count.
    """

    version: str
    categories: tuple[Category, ...]
    thresholds: Mapping[Category, float]
    pieces: WordPieces
    encoder: Encoder
    exit: Exit
    head: tuple[Numbers, Numbers]
    screen: Screen
    most_pieces: int
    harmless_below: float
    examples: tuple[tuple[Category, str], ...]
    example_places: Numbers

    def judge(self, texts: Sequence[str], author: Role | None, *, thoroughly: bool = False) -> list[Judgement]:
        """Judge folded texts by one author; ``thoroughly``: clean ones go through all layers, too."""
        return [self._judgement(_AUTHORS[author], text, thoroughly=thoroughly) for text in texts]

    def _judgement(self, author: str, text: str, *, thoroughly: bool) -> Judgement:
        parts = self.pieces.parts(author, text, self.most_pieces)
        return max((self._of_part(part, thoroughly=thoroughly) for part in parts), key=lambda found: found.harm)

    def _of_part(self, pieces: Sequence[int], *, thoroughly: bool) -> Judgement:
        values, early = self.encoder.begin(pieces)
        if not thoroughly and not self.exit.goes_on(early):
            return Judgement(_NOTHING, 0.0, _NOTHING, early)
        pooled = self.encoder.end(values)
        weights, bias = self.head
        scores = 1 / (1 + np.exp(-(pooled @ weights + bias)))
        return Judgement(scores[:-1], float(scores[-1]), pooled / np.linalg.norm(pooled), early)

    def nearest_example(self, category: Category, judgement: Judgement) -> str:
        """Return the text of training that lies nearest among those of ``category``; empty without any."""
        rows = self._rows_of.get(category)
        if rows is None:
            return ""
        nearest = int(np.argmax(self.example_places[rows] @ judgement.place))
        return self.examples[rows[nearest]][1]

    @cached_property
    def _rows_of(self) -> Mapping[Category, list[int]]:
        rows: dict[Category, list[int]] = {}
        for row, (category, _) in enumerate(self.examples):
            rows.setdefault(category, []).append(row)
        return rows


def load_opinion_model(path: Path = SHIPPED) -> OpinionModel:
    """Load a model. Raises ConfigurationError where the file is missing, broken or of another format."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        meta = json.loads(arrays.pop("meta").tobytes())
        if meta["format"] != FORMAT:
            raise _refusal(path, f"has format {meta['format']}, wanted is {FORMAT}")
        return _model(meta, arrays)
    except FileNotFoundError:
        raise _refusal(path, "is missing") from None
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        raise _refusal(path, "cannot be read") from None


def _refusal(path: Path, what: str) -> ConfigurationError:
    return ConfigurationError(f"{path}: the model of the second opinion {what}; install mentor-relay again")


def _model(meta: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> OpinionModel:
    weights = {name: _restored(arrays, name) for name in meta["weights"]}
    vocabulary = arrays["vocabulary"].tobytes().decode("ascii").split("\n")
    return OpinionModel(
        version=meta["version"],
        categories=tuple(Category(name) for name in meta["categories"]),
        thresholds={Category(name): float(value) for name, value in meta["thresholds"].items()},
        pieces=WordPieces(vocabulary),
        encoder=Encoder(arrays["begin"].tobytes(), arrays["end"].tobytes()),
        exit=Exit(weights["exit.weight"], float(meta["exit"]["bias"]), float(meta["exit"]["mark"])),
        head=(weights["head.weight"], weights["head.bias"]),
        screen=Screen(weights["screen.weight"], float(meta["screen"]["bias"]), float(meta["screen"]["mark"])),
        most_pieces=int(meta["most_pieces"]),
        harmless_below=float(meta["harmless_below"]),
        examples=tuple((Category(name), text) for name, text in meta["examples"]),
        example_places=weights["examples"],
    )


def stored_form(values: Numbers) -> dict[str, NDArray[Any]]:
    """Return the arrays that stand for ``values`` in a file: a matrix in eight bits with a scale a row."""
    if values.ndim < 2:
        return {"": values.astype(np.float16)}
    scale = np.maximum(np.abs(values).max(axis=1), 1e-8).astype(np.float32) / 127
    return {"": np.rint(values / scale[:, None]).astype(np.int8), ".scale": scale}


def _restored(arrays: Mapping[str, NDArray[Any]], name: str) -> Numbers:
    values: Numbers = arrays[name].astype(np.float32)
    scale = arrays.get(f"{name}.scale")
    return values if scale is None else values * scale[:, None]
