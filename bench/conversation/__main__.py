"""Train the learned look at conversations and write its file.

nice .venv/bin/python -m bench.conversation [--out FILE] [--penalty 30] [--pass 0.95]

Run it again whenever the second opinion was trained: the weights belong to its version. Takes a minute or two of one
core, nearly all of it to scan the labelled conversations of `tests/scanning/conversations`.

Harmful is a labelled conversation at its last message; harmless is a clean one at each message. First the look is
cross-validated: conversations of each group of files (each by other writers) are judged by what was trained on the
others. That sets the threshold, by clean conversations of which the second opinion has not seen a message.
A tenth that a fixed hash leaves out (`Split.REPORT`) sets no threshold and trains nothing of what is written.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.conversation.judging import EARLIER, Talk, group_of, preceded, read_talks
from bench.conversation.learning import trained, write
from bench.opinion.labelled import is_learned_talk
from relay.scanning.conversation.learned import SHIPPED, ConversationModel
from relay.scanning.opinion.impression import HARM
from relay.service.evaluate import Split

_PASSING = (0.97, 0.95, 0.92, 0.90, 0.85)
Score = Callable[[Talk, int], float]


def main() -> None:
    """Scan, cross-validate, set the threshold, say how well it went, write the file."""
    options = _options()
    talks = read_talks(options.data)
    print(f"{len(talks)} conversations, {sum(talk.harmful for talk in talks)} of them harmful", flush=True)
    groups = sorted({group_of(talk) for talk in talks})
    models = {group: trained([t for t in talks if group_of(t) != group], options.penalty) for group in groups}
    others = [talk for talk in talks if group_of(talk) != EARLIER]  # no phrase was written by those
    print("by other writers, each group judged by what was trained on the others:")
    _table("scores of the last message alone", others, _harm)
    _table("weighed with what came before", others, lambda talk, end: _score(models[group_of(talk)], talk, end))
    known = [talk for talk in talks if Split.DEV.holds(talk.id)]
    unseen = [talk for talk in known if not talk.harmful and not is_learned_talk(talk.id)]
    threshold = _quantile([_greatest(talk, models[group_of(talk)]) for talk in unseen], options.passing)
    _at(threshold, others, models)
    print("the same, with a clean conversation before each:", end=" ")
    _at(threshold, preceded(others), models)
    model = trained(known, options.penalty, threshold)
    left_out = [talk for talk in talks if Split.REPORT.holds(talk.id)]
    print("the tenth left out by hash:", end=" ")
    _at(threshold, left_out, dict.fromkeys(groups, model))
    write(model, options.out)
    print(f"{options.out}: version {model.version}, of second opinion {model.opinion}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--data", type=Path, default=None, help="directory of labelled conversations")
    parser.add_argument("--penalty", type=float, default=30.0)
    parser.add_argument("--pass", dest="passing", type=float, default=0.95, help="share of clean talk that passes")
    return parser.parse_args()


def _score(model: ConversationModel, talk: Talk, end: int) -> float:
    """Return what a talk's message, by its index, comes to with those before it."""
    told = talk.told[end]
    earlier = [before.message.features for before in talk.told[:end]]
    return model.weigh(earlier, told.message.features, told.message.place).score


def _harm(talk: Talk, end: int) -> float:
    return talk.told[end].message.features.opinions.get(HARM, 0.0)


def _greatest(talk: Talk, model: ConversationModel) -> float:
    return max(_score(model, talk, end) for end in talk.ends)


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _table(name: str, talks: Sequence[Talk], score: Score) -> None:
    greatest = {talk.id: max(score(talk, end) for end in talk.ends) for talk in talks}
    clean = [greatest[talk.id] for talk in talks if not talk.harmful]
    print(f"  {name}:")
    for passing in _PASSING:
        mark = _quantile(clean, passing)
        found = {talk.id for talk in talks if greatest[talk.id] > mark}
        print(f"    {passing:.2f}: {_shares(talks, found)}", flush=True)


def _at(threshold: float, talks: Sequence[Talk], models: Mapping[str, ConversationModel]) -> None:
    found = {talk.id for talk in talks if _greatest(talk, models[group_of(talk)]) >= threshold}
    last = {talk.id for talk in talks if _score(models[group_of(talk)], talk, len(talk.told) - 1) >= threshold}
    shares = f"{_shares(talks, found)}; alone at the last message {_held(talks, last):.3f}"
    print(f"at the threshold {threshold:.3f}: {shares}", flush=True)


def _shares(talks: Sequence[Talk], found: set[str]) -> str:
    """Return the shares of harmful conversations held and of clean ones that pass: by the look, the rest, both."""
    by_rest = {talk.id for talk in talks if talk.held}
    sets = (("alone", found), ("without it", by_rest), ("together", found | by_rest))
    return ", ".join(f"{name} {_held(talks, held):.3f} held, {_passing(talks, held):.3f} pass" for name, held in sets)


def _held(talks: Sequence[Talk], held: set[str]) -> float:
    harmful = [talk.id in held for talk in talks if talk.harmful]
    return sum(harmful) / max(1, len(harmful))


def _passing(talks: Sequence[Talk], held: set[str]) -> float:
    clean = [talk.id not in held for talk in talks if not talk.harmful]
    return sum(clean) / max(1, len(clean))


if __name__ == "__main__":
    main()
