"""From scanned conversations to the weights of the learned look, and to its file."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.conversation.judging import Talk
from bench.conversation.training import Numbers, fit
from relay.scanning.conversation.extraction import NewMessage
from relay.scanning.conversation.features import ConversationFeatures
from relay.scanning.conversation.learned import FORMAT, SOURCES, ConversationModel, levels

_CLEAN_SHARE = 0.5  # of a message in a clean conversation: there are more of them
_DIGITS = 5


def trained(talks: Sequence[Talk], penalty: float, threshold: float = 0.5) -> ConversationModel:
    """Return a model: harmful is the last message of a harmful conversation, harmless each of a clean one."""
    chosen = [(talk, end) for talk in talks for end in _ends(talk)]
    told = [([before.message.features for before in talk.told[:end]], talk.told[end].message) for talk, end in chosen]
    names = [
        (source, kind)
        for source in SOURCES
        for kind in sorted({kind for _, new in told for kind in new.features.opinions})
    ]
    width = max(len(new.place) for _, new in told)
    places = np.array([new.place for _, new in told if new.place])
    middle = places.mean(axis=0)
    rows = np.array([_row(names, middle, width, earlier, new) for earlier, new in told])
    harmful = np.array([talk.harmful for talk, _ in chosen])
    weights, bias = fit(rows, harmful, np.where(harmful, 1.0, _CLEAN_SHARE), penalty)
    by_source: dict[str, dict[str, float]] = {source: {} for source in SOURCES}
    for (source, kind), weight in zip(names, weights, strict=False):
        by_source[source][kind] = round(float(weight), _DIGITS)
    place = weights[len(names) :]
    return ConversationModel(
        version=hashlib.sha256(weights.tobytes()).hexdigest()[:12],
        opinion=told[0][1].judged_by,
        threshold=round(threshold, _DIGITS),
        bias=round(bias, _DIGITS),
        weights=by_source,
        place=tuple(round(float(weight), _DIGITS) for weight in place),
        place_bias=round(-float(place @ middle), _DIGITS),
    )


def _ends(talk: Talk) -> range:
    last = len(talk.told) - 1
    return range(last, last + 1) if talk.harmful else range(1, last + 1)


def _row(
    names: Sequence[tuple[str, str]],
    middle: Numbers,
    width: int,
    earlier: Sequence[ConversationFeatures],
    new: NewMessage,
) -> Numbers:
    known = {(level.source, level.kind): level.value for level in levels(earlier, new.features)}
    place = np.array(new.place) - middle if new.place else np.zeros(width)
    return np.concatenate([[known.get(name, 0.0) for name in names], place])


def write(model: ConversationModel, out: Path) -> None:
    """Write a model's file."""
    value = {
        "format": FORMAT,
        "version": model.version,
        "opinion": model.opinion,
        "threshold": model.threshold,
        "bias": model.bias,
        "weights": model.weights,
        "place_bias": model.place_bias,
        "place": model.place,
    }
    out.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
