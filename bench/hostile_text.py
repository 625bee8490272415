"""Which expressions of the scanner take long in hostile text: none may backtrack, alone or from match to match.

Run: python -m bench.hostile_text [--size 200000] [--limit 1.0] [--json]

Each expression that a module of `relay.scanning` has compiled, those of the signals of conversations, and each set of
the policy (joined, as a text of this size meets it) looks for all its matches in texts of one thing, over and over,
and in texts of the words that it needs itself, in their order, whole and without the last. Expressions that are made
in a function for one message (of the names of a pair) are not met. Prints the slowest, and those beyond the limit, in
seconds of processor time; the exit code is 1 where there are any.
"""

import argparse
import importlib
import json
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass

import relay.scanning
from bench.clock import ENVIRONMENT
from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.model.policy import ScanPolicy
from relay.scanning.conversation.catalogue import signal_rules
from relay.scanning.literals import DIGIT, FIRST, LAST, needs_of
from relay.scanning.patterns import Pattern, pattern

PIECES = (
    "a", "A", "7", " ", "\n", ".", "(", "-", "a ", "Aa ", "7 ", "a.", "a\n", "A.", "1-", "x_y ", "a@b.", "//a.b/c ",
    "i i am ", "my name is ", "call me ", "no no ", "Tim Smith ", "one two ", "sesenta y ", "It rained. ", "\u00e9 ",
)  # fmt: skip
_AT_LINES = "(?m)"  # every expression of ours begins with it
_SHOWN = 10
_MOST_NEEDS = 400  # of one set: words enough to tell nothing of what comes next
_POLICY_FIELDS = ("patterns", "likely", "hints", "exceptions", "mentor_exceptions")
Expression = Pattern | re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Timed:
    """The dearest text of one expression: processor time in seconds, and what the text repeats."""

    name: str
    seconds: float
    piece: str


def expressions(policy: ScanPolicy) -> Iterator[tuple[str, Expression, str]]:
    """Yield each expression once, with its name and the words that it needs."""
    seen: set[int] = set()
    for name, expression in (*_of_modules(), *_compiled_in("signals", signal_rules())):
        if id(expression) not in seen:
            seen.add(id(expression))
            source = expression.source if isinstance(expression, Pattern) else expression.pattern
            yield name, expression, _words_of((source.removeprefix(_AT_LINES),))
    for name, alternatives in _sets_of(policy):
        if alternatives:
            yield name, pattern(f"(?:{'|'.join(alternatives)})"), _words_of(alternatives)


def _of_modules() -> Iterator[tuple[str, Expression]]:
    for found in pkgutil.walk_packages(relay.scanning.__path__, "relay.scanning."):
        for name, value in vars(importlib.import_module(found.name)).items():
            yield from _compiled_in(f"{found.name.removeprefix('relay.scanning.')}.{name}", value)


def _compiled_in(name: str, value: object) -> Iterator[tuple[str, Expression]]:
    if isinstance(value, Pattern | re.Pattern):
        yield name, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _compiled_in(f"{name}[{key}]", item)
    elif isinstance(value, tuple | list | frozenset):
        for number, item in enumerate(value):
            yield from _compiled_in(f"{name}[{number}]", item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _compiled_in(f"{name}.{field.name}", getattr(value, field.name))


def _sets_of(policy: ScanPolicy) -> Iterator[tuple[str, tuple[str, ...]]]:
    for rule in policy.rules:
        for kind in _POLICY_FIELDS:
            yield f"policy: {rule.id}.{kind}", getattr(rule, kind)
    for name, excuses in policy.excuses.items():
        yield f"policy: excuses.{name}", excuses


def _words_of(alternatives: tuple[str, ...]) -> str:
    """Return words of which the matches of expressions have at least one a clause, in their order."""
    found: list[str] = []
    for alternative in alternatives:
        pieces = (min(clause) for clause in needs_of(alternative))
        found += [piece.replace(FIRST, "").replace(LAST, "").replace(DIGIT, "7") for piece in pieces]
        if len(found) > _MOST_NEEDS:
            break
    return " ".join(found)


def dearest(name: str, expression: Expression, words: str, size: int, limit: float) -> Timed:
    """Return how long an expression takes for all its matches in the worst of the texts; it stops at the limit."""
    own = (f"{words} ", f"{words.rpartition(' ')[0]} ") if words else ()
    timed = (
        (_seconds(expression, (piece * (size // len(piece) + 1))[:size], limit), piece) for piece in (*PIECES, *own)
    )
    seconds, piece = max(timed)
    return Timed(name, seconds, piece)


def _seconds(expression: Expression, text: str, limit: float) -> float:
    began = time.process_time()
    for _ in expression.finditer(text):
        if time.process_time() - began > limit:
            break
    return time.process_time() - began


def main() -> None:
    """Feed all and tell the slowest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=200_000, metavar="N", help="characters of a text")
    parser.add_argument("--limit", type=float, default=1.0, metavar="SECONDS", help="that one expression may take")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    policy = load_policy(resource_path("config", "policy.toml"))
    fed = (dearest(*one, options.size, options.limit) for one in expressions(policy.default.scan))
    timed = sorted(fed, key=lambda one: -one.seconds)
    beyond = [one for one in timed if one.seconds > options.limit]
    if options.json:
        shown = {"expressions": len(timed), "slowest": [asdict(one) for one in timed[:_SHOWN]]}
        print(json.dumps({"environment": ENVIRONMENT, **shown, "beyond": [asdict(one) for one in beyond]}, indent=2))
    else:
        print(f"{len(timed)} expressions, {options.size} characters; the slowest:")
        _print(timed[:_SHOWN])
        print(f"beyond {options.limit} s: {len(beyond)}")
        _print(beyond)
    raise SystemExit(bool(beyond))


def _print(timed: list[Timed]) -> None:
    for one in timed:
        print(f"  {one.seconds:6.2f} s  {one.name}, fed with {one.piece[:60]!r}")


if __name__ == "__main__":
    main()
