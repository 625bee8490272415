"""Train the learned look at conversations and write its file.

python -m bench.conversation [--opinion FILE] [--out FILE] [--penalty 0.002] [--pass 0.95] [--all]

Harmful is a labelled conversation at its last message; harmless are clean ones at each message, and chains of clean
single messages, which nobody wrote as a conversation: what they have in common is that nothing happens. A quarter
of all is left out by a fixed hash (`tests/scanning`), and reported. Run it again whenever the second opinion was
trained: the weights belong to the encoder's version.
"""

import argparse
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.conversation.training import fit
from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.conversation.features import ConversationFeatures
from relay.scanning.conversation.learned import FORMAT, SHIPPED, ConversationModel, together
from relay.scanning.conversation.placing import place_of
from relay.scanning.opinion.model import SHIPPED as OPINION
from relay.scanning.opinion.model import OpinionModel, load_opinion_model
from relay.scanning.passage import Passage
from relay.service.evaluate import Split

_DATA = Path(__file__).resolve().parents[2] / "tests" / "scanning"
_SINGLES = 250  # clean messages of each role that chains are made of
_CHAINS, _LONGEST_CHAIN = 600, 8
_FOLDS = 4
_LEAST = 2
_CLEAN_SHARE = {"conversation": 1.0, "chain": 0.5}

Talk = list[ConversationFeatures]


def main() -> None:
    """Place every message, train, set the threshold, say how well it went, write the file."""
    options = _options()
    opinion = load_opinion_model(options.opinion)
    conversations = [
        json.loads(line) for path in sorted(options.data.glob("conversations/*.jsonl")) for line in _lines(path)
    ]
    talks = [(entry, _placed(opinion, entry["messages"])) for entry in conversations]
    chains = list(_chains(opinion, options.data))
    print(f"{len(talks)} conversations, {len(chains)} chains", flush=True)
    known = [(entry, talk) for entry, talk in talks if Split.DEV.holds(entry["id"])]
    model = _trained(opinion.version, known, chains[: -len(chains) // 4], options)
    model = replace(model, threshold=_threshold(opinion.version, known, chains[: -len(chains) // 4], options))
    for name, part in (("trained on", known), ("unseen", [t for t in talks if Split.REPORT.holds(t[0]["id"])])):
        _report(name, model, part)
    passed = sum(not _is_held(model, talk) for talk in chains[-len(chains) // 4 :])
    print(f"unseen chains of clean messages: {passed} of {len(chains) - len(chains) * 3 // 4} pass", flush=True)
    if options.all:
        model = replace(_trained(opinion.version, talks, chains, options), threshold=model.threshold)
    _write(model, options.out)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.conversation")
    parser.add_argument("--opinion", type=Path, default=OPINION)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--data", type=Path, default=_DATA)
    parser.add_argument("--penalty", type=float, default=0.002)
    parser.add_argument("--pass", dest="passing", type=float, default=0.95, help="share of clean talk that passes")
    parser.add_argument("--all", action="store_true", help="train what is written on the unseen quarter, too")
    return parser.parse_args()


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _placed(opinion: OpinionModel, messages: Sequence[dict[str, Any]]) -> Talk:
    talk = []
    for message in messages:
        author = Role(message["from_role"])
        texts = [Passage(part, message[part]) for part in ("subject", "body") if message.get(part)]
        talk.append(ConversationFeatures(author, place=place_of(opinion, texts, author)))
    return talk


def _chains(opinion: OpinionModel, data: Path) -> Iterator[Talk]:
    """Yield talks of clean single messages, the two writers in turn; each message stands in a few of them."""
    by_role: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted([data / "dev.jsonl", *data.glob("messages/*.jsonl")]):
        for line in _lines(path):
            entry = json.loads(line)
            if entry.get("expect") == "forward" and "body" in entry:
                by_role[entry["from_role"]].append(entry)
    draw = random.Random(1)  # noqa: S311 -- the same chains every time
    chosen = {role: draw.sample(entries, min(_SINGLES, len(entries))) for role, entries in by_role.items()}
    placed = {role: [_placed(opinion, [entry])[0] for entry in entries] for role, entries in chosen.items()}
    for _ in range(_CHAINS):
        length, roles = draw.randint(_LEAST, _LONGEST_CHAIN), [role.value for role in Role]
        draw.shuffle(roles)
        yield [draw.choice(placed[roles[index % 2]]) for index in range(length)]


def _trained(
    encoder: str, talks: Sequence[tuple[dict[str, Any], Talk]], chains: Sequence[Talk], options: argparse.Namespace
) -> ConversationModel:
    harmful = [(entry, together(talk)) for entry, talk in talks if entry["expect"] == "hold"]
    clean = [
        together(talk[:end])
        for entry, talk in talks
        if entry["expect"] != "hold"
        for end in range(_LEAST, len(talk) + 1)
    ]
    chained = [together(talk) for talk in chains]
    rows = np.array([*(row for _, row in harmful), *clean, *chained], dtype=np.float64)
    labels = np.array([True] * len(harmful) + [False] * (len(clean) + len(chained)))
    shares = np.array(
        [1 / len(harmful)] * len(harmful)
        + [_CLEAN_SHARE["conversation"] / len(clean)] * len(clean)
        + [_CLEAN_SHARE["chain"] / len(chained)] * len(chained)
    )
    weights, bias = fit(rows, labels, shares, options.penalty)
    categories, centres = _centres(harmful)
    digest = hashlib.sha256(weights.tobytes()).hexdigest()[:12]
    return ConversationModel(digest, encoder, 0.5, categories, weights.astype(np.float32), bias, centres)


def _threshold(
    encoder: str, talks: Sequence[tuple[dict[str, Any], Talk]], chains: Sequence[Talk], options: argparse.Namespace
) -> float:
    """Return the score below which the wanted share of clean talk stays, judged by models that have not seen it."""
    clean: list[float] = []
    harmful: list[float] = []
    for fold in range(_FOLDS):
        seen = [talk for index, talk in enumerate(talks) if index % _FOLDS != fold]
        model = _trained(encoder, seen, [c for index, c in enumerate(chains) if index % _FOLDS != fold], options)
        for entry, talk in talks[fold::_FOLDS]:
            if entry["expect"] == "hold":
                harmful.append(model.judge(talk)[0])
            else:
                clean.append(_greatest(model, talk))
        clean += [_greatest(model, talk) for talk in chains[fold::_FOLDS][: len(talks) // (2 * _FOLDS)]]
    for passing in (0.90, 0.93, 0.95, 0.97, 0.99):
        mark = float(np.quantile(clean, passing))
        print(f"  not seen: {np.mean(np.array(harmful) >= mark):.2f} held where {passing} of clean passes ({mark:.2f})")
    return float(np.quantile(clean, options.passing))


def _greatest(model: ConversationModel, talk: Talk) -> float:
    return max(model.judge(talk[:end])[0] for end in range(_LEAST, len(talk) + 1))


def _centres(harmful: Sequence[tuple[dict[str, Any], Any]]) -> tuple[tuple[Category, ...], Any]:
    rows: dict[str, list[Any]] = defaultdict(list)
    for entry, row in harmful:
        rows[entry["categories"][0]].append(row)
    middle = np.mean([row for _, row in harmful], axis=0)
    centres = {name: np.mean(found, axis=0) - middle for name, found in sorted(rows.items())}
    units = np.array([centre / np.linalg.norm(centre) for centre in centres.values()], dtype=np.float32)
    return tuple(Category(name) for name in centres), units


def _is_held(model: ConversationModel, talk: Talk) -> bool:
    return _greatest(model, talk) >= model.threshold


def _report(name: str, model: ConversationModel, part: Sequence[tuple[dict[str, Any], Talk]]) -> None:
    harmful = [(entry, talk) for entry, talk in part if entry["expect"] == "hold"]
    clean = [talk for entry, talk in part if entry["expect"] != "hold"]
    held = [(entry, model.judge(talk)) for entry, talk in harmful if model.judge(talk)[0] >= model.threshold]
    named = sum(category.value in entry["categories"] for entry, (_, category) in held)
    passed = sum(not _is_held(model, talk) for talk in clean)
    print(
        f"{name}: {len(held)} of {len(harmful)} harmful held at the last message ({named} with a right category), "
        f"{passed} of {len(clean)} clean pass; threshold {model.threshold:.2f}",
        flush=True,
    )


def _write(model: ConversationModel, out: Path) -> None:
    meta = {
        "format": FORMAT,
        "version": model.version,
        "encoder": model.encoder,
        "threshold": model.threshold,
        "bias": model.bias,
        "categories": [category.value for category in model.categories],
    }
    np.savez_compressed(
        out,
        meta=np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8),
        weights=model.weights.astype(np.float32),
        centres=model.centres.astype(np.float16),
    )
    print(f"{out}: version {model.version}, of encoder {model.encoder}", flush=True)


if __name__ == "__main__":
    main()
