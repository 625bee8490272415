"""A learned look at a conversation: where the two writers' messages lie among all texts, taken together.

Every message is a place that the encoder of the second opinion gives it (`relay.scanning.opinion`), kept in eight
bits with its features. The mean place of what the mentor wrote and that of what the student wrote are weighed
linearly; `bench.conversation` trains the weights.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from relay.model.category import Category
from relay.model.errors import ConfigurationError
from relay.model.identity import Role
from relay.scanning.conversation.features import ConversationFeatures
from relay.scanning.opinion.encoder import Numbers

SHIPPED = Path(__file__).parents[1] / "data" / "conversation.npz"
FORMAT = 1
WIDTH = 384  # of a place: the mean over a text's pieces, without the maximum
_WINDOWS = (6, 12)  # messages that are looked at together: a long friendly past must not cover what happens now
_LEAST_MESSAGES = 2
_STEPS = 127


@dataclass(frozen=True, slots=True)
class ConversationModel:
    """Weights for harm of any kind, and places of the categories; ``encoder`` is the version that they belong to."""

    version: str
    encoder: str
    threshold: float
    categories: tuple[Category, ...]
    weights: Numbers
    bias: float
    centres: Numbers

    def judge(self, conversation: Sequence[ConversationFeatures]) -> tuple[float, Category]:
        """Return from 0 to 1 how much the end of a conversation, oldest first, reads like harm, and like which."""
        best, category = 0.0, self.categories[0]
        placed = [features for features in conversation if features.place]
        for size in _WINDOWS:
            window = placed[-size:]
            if len(window) < _LEAST_MESSAGES:
                continue
            where = together(window)
            score = float(1 / (1 + np.exp(-(where @ self.weights + self.bias))))
            if score > best:
                best, category = score, self.categories[int(np.argmax(self.centres @ where))]
        return best, category


def together(conversation: Sequence[ConversationFeatures]) -> Numbers:
    """Return the mean place of what the student wrote, and behind it that of what the mentor wrote."""
    halves = []
    for role in (Role.STUDENT, Role.MENTOR):
        places = [unpacked(features.place) for features in conversation if features.author is role and features.place]
        mean = np.mean(places, axis=0) if places else np.zeros(WIDTH, dtype=np.float32)
        halves.append(mean / max(float(np.linalg.norm(mean)), 1e-6))
    return np.concatenate(halves).astype(np.float32)


def packed(places: Sequence[Numbers]) -> str:
    """Return the mean of the places of a message's windows as a short text."""
    mean = np.mean([place[:WIDTH] / max(float(np.linalg.norm(place[:WIDTH])), 1e-6) for place in places], axis=0)
    scaled = mean / max(float(np.abs(mean).max()), 1e-6) * _STEPS
    return b64encode(np.rint(scaled).astype(np.int8).tobytes()).decode()


def unpacked(place: str) -> Numbers:
    """Return what `packed` made a text of, at length one."""
    values = np.frombuffer(b64decode(place), dtype=np.int8).astype(np.float32)
    unit: Numbers = values / max(float(np.linalg.norm(values)), 1e-6)
    return unit


def load_conversation_model(path: Path = SHIPPED) -> ConversationModel:
    """Load a model. Raises ConfigurationError where the file is missing, broken or of another format."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            meta: Mapping[str, Any] = json.loads(stored["meta"].tobytes())
            if meta["format"] != FORMAT:
                raise ConfigurationError(f"{path}: has format {meta['format']}, wanted is {FORMAT}")
            return ConversationModel(
                version=meta["version"],
                encoder=meta["encoder"],
                threshold=float(meta["threshold"]),
                categories=tuple(Category(name) for name in meta["categories"]),
                weights=stored["weights"].astype(np.float32),
                bias=float(meta["bias"]),
                centres=stored["centres"].astype(np.float32),
            )
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        raise ConfigurationError(
            f"{path}: the model of conversations cannot be read; install mentor-relay again"
        ) from None
