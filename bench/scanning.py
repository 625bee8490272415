"""Scanning beside its rivals, in one run: what is held rightly and wrongly, milliseconds of one core, start, memory.

Run: python -m bench.scanning [FILE.jsonl …] [--part dev|report|all] [--only quality|speed|start] [--json]

Rivals are stock presidio-analyzer with the same spaCy model (how its entities are read: bench/rivals.py) and a plain
word list (bench/word_list.toml). Quality is that of the report part of `tests/scanning/messages`, unless FILEs or
--part say otherwise; no text is printed, so that running this teaches nothing of that part. Contact data is counted by
findings of ``pii`` alone, for all three: a phone number that comes with an invitation is no merit of another rule.

Speed is that of letters of 20 to 200 words made of labelled messages, of one of 10 KB and one of 200 KB. Each round has
every scanner judge every mail; ratios are medians over rounds, with the least and the greatest.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.clock import ENVIRONMENT
from bench.figures import Question, as_json, everything, held_for, print_held_for, print_tallies, share_as_json, shown
from bench.labelled_mail import PARTS, Mail, load_mails, message_files, sample
from bench.letters import long_letter, natural_letters
from bench.measured_scanner import load_parts
from bench.rivals import THIS, Rival, ThisScanner, WordList, load_presidio
from bench.scanner_start import PoolStart, Weight, start_pool, weigh
from bench.scanning_speed import Reach, Speed, measure, reach
from relay.model.category import Category

_CONTACT = frozenset({Category.PII_PHONE, Category.PII_EMAIL, Category.PII_ADDRESS, Category.PII_HANDLE})
_STEPS = ("quality", "speed", "start")
_LONG = {"10 KB": 10_000, "200 KB": 200_000}


def _is_contact(mail: Mail) -> bool:
    return bool(mail.categories & _CONTACT)


def _is_pii(category: Category) -> bool:
    return category.family == "pii"


QUESTIONS = (
    Question("contact data (phone, email, address, handle), and clean mail",
             _is_contact, lambda mail: _is_contact(mail) or not mail.wanted, _is_pii),
    Question("the same, English alone",
             _is_contact, lambda mail: mail.language != "es" and (_is_contact(mail) or not mail.wanted), _is_pii),
    everything(),
)  # fmt: skip


def main() -> None:
    """Measure what the options ask for, and print it."""
    options = _options()
    mails = sample(load_mails(options.files or message_files(), options.part), options.most)
    if not mails:
        raise SystemExit("there is no labelled message in these files and this part")
    steps = [options.only] if options.only else _STEPS
    found: dict[str, Any] = {"messages": len(mails), "part": options.part, "environment": ENVIRONMENT}
    if "quality" in steps or "speed" in steps:
        parts = load_parts()
        found["learned_part"] = parts.opinion.version if parts.opinion else None
        this = ThisScanner(parts.file_scanner())
        rivals: list[Rival] = [this, load_presidio(), WordList()]
        if "quality" in steps:
            found["quality"] = _quality(rivals, mails, quiet=options.json)
            found["reach"] = _reach("labelled messages", reach(parts, this, mails), quiet=options.json)
        if "speed" in steps:
            letters = natural_letters(mails, options.letters)
            found["reach_of_letters"] = _reach("letters", reach(parts, this, letters), quiet=options.json)
            found["speed"] = _speed(rivals, mails, letters, options.rounds, quiet=options.json)
    if "start" in steps:
        found["start"] = _start(start_pool(), weigh(), quiet=options.json)
    if options.json:
        print(json.dumps(found, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.jsonl", help="labelled messages")
    parser.add_argument("--part", choices=PARTS, default="report", help="of the labelled messages")
    parser.add_argument("--most", type=int, default=0, metavar="N", help="at most so many of them (0: all)")
    parser.add_argument("--letters", type=int, default=200, metavar="N", help="letters of the natural mix")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="of the measurement of speed")
    parser.add_argument("--only", choices=_STEPS, help="leave the other steps out")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    if min(options.letters, options.rounds) < 1:
        parser.error("--letters, --rounds: at least 1")
    return options


def _quality(rivals: Sequence[Rival], mails: Sequence[Mail], *, quiet: bool) -> dict[str, Any]:
    answers = [{row: answer for rival in rivals for row, answer in rival.answers(mail).items()} for mail in mails]
    found: dict[str, Any] = {"clean_held_for": dict(reasons := held_for(mails, answers, THIS))}
    for question in QUESTIONS:
        tallies = question.tallies(mails, answers)
        found[question.name] = as_json(tallies)
        if not quiet:
            print_tallies(f"{question.name}: of {len(mails)} messages", tallies)
    if not quiet:
        print_held_for(THIS, reasons)
    return found


def _reach(what: str, reached: Reach, *, quiet: bool) -> dict[str, Any]:
    encoder = reached.encoder
    if not quiet:
        print(f"\nof {what}, the language model is asked for   {shown(reached.language_model)}")
        print(f"of {what}, the encoder is run for           {shown(encoder) if encoder else 'not installed'}")
    return {
        "language_model": share_as_json(reached.language_model),
        "encoder": share_as_json(encoder) if encoder else None,
    }


def _speed(
    rivals: Sequence[Rival], mails: Sequence[Mail], letters: Sequence[Mail], rounds: int, *, quiet: bool
) -> dict[str, Any]:
    kinds = {"letters": letters, "messages": mails[:200]}
    kinds |= {name: [long_letter(mails, characters)] for name, characters in _LONG.items()}
    found = {}
    if not quiet:
        print(f"\n{'ms of one core':<16} {'':<14} {'median':>8} {'p95':>8} {'most':>8}   times as long as this scanner")
    for name, material in kinds.items():
        speed = measure(rivals, material, rounds)
        found[name] = asdict(speed)
        if not quiet:
            _print_speed(name, speed)
    return found


def _print_speed(name: str, speed: Speed) -> None:
    print(f"{name} ({speed.mails}, median {speed.characters:.0f} characters)")
    for rival, took in speed.took.items():
        middle, least, most = speed.ratios[rival]
        figures = f"{took.median:8.2f} {took.p95:8.2f} {took.most:8.2f}"
        print(f"{'':<16} {rival:<14} {figures}   {middle:6.2f} ({least:.2f} to {most:.2f})")


def _start(pool: PoolStart, weights: dict[str, Weight], *, quiet: bool) -> dict[str, Any]:
    if not quiet:
        print(
            f"\n{pool.workers} workers ready after {pool.seconds:.1f} s on the clock,"
            f" {pool.of_one_core:.1f} s of one core; with the process that forks them {pool.megabytes:.0f} MB (PSS)"
        )
        for name, weight in weights.items():
            print(f"{name}: first mail after {weight.seconds:.1f} s of one core, {weight.megabytes:.0f} MB (PSS)")
    return {"pool": asdict(pool), "alone": {name: asdict(weight) for name, weight in weights.items()}}


if __name__ == "__main__":
    main()
