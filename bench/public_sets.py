"""Public labelled sets, judged with nothing changed for them: this scanner, stock Presidio, a plain word list.

Run: python -m bench.public_sets --presidio FILE --hatecheck FILE --hatecheck-spanish FILE --davidson FILE
     --xstest FILE --mathdial FILE [--most N] [--json]

Files are where you have put them: docs/detection.md says where each set is from, its licence, and which file of it is
meant. A set without its option is left out. No rule, list or threshold was made with any of them, and none of the
learned part's examples is from one. Of a set with more than --most messages those are taken whose text has the lowest
SHA-256. Where a set asks about conduct alone, what is held for something else (a link, a user name) counts in a row of
its own.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.clock import ENVIRONMENT
from bench.figures import as_json, held_for, print_held_for, print_tallies
from bench.labelled_mail import Mail, sample
from bench.measured_scanner import load_parts
from bench.public_readers import SETS, PublicSet
from bench.rivals import THIS, Rival, ThisScanner, WordList, load_presidio


def main() -> None:
    """Judge the sets that are there and print a table for each."""
    options = _options()
    files = {name: getattr(options, name.replace("-", "_")) for name in SETS}
    mails = {name: _read(SETS[name], path, options.most) for name, path in files.items() if path is not None}
    rivals: list[Rival] = [ThisScanner(load_parts().file_scanner()), load_presidio(), WordList()]
    found = {name: _judged(SETS[name], each, rivals, quiet=options.json) for name, each in mails.items()}
    if options.json:
        print(json.dumps({"environment": ENVIRONMENT, "sets": found}, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, public_set in SETS.items():
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=public_set.title)
    parser.add_argument("--most", type=int, default=3000, metavar="N", help="messages of a set (0: all)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    if not any(getattr(options, name.replace("-", "_")) for name in SETS):
        parser.error("name the file of one set at least")
    return options


def _read(public_set: PublicSet, path: Path, most: int) -> list[Mail]:
    """Return the mails of a file. One that is missing, or that is another set's, stops the program."""
    try:
        mails = sample(list(public_set.read(path)), most)
    except OSError as error:
        raise SystemExit(f"{path}: cannot be read ({error.strerror}); --{public_set.name} wants its file") from None
    except (ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"{path}: is not the file of {public_set.title} ({type(error).__name__}: {error})") from None
    if not mails:
        raise SystemExit(f"{path}: has no message of {public_set.title}")
    return mails


def _judged(public_set: PublicSet, mails: Sequence[Mail], rivals: Sequence[Rival], *, quiet: bool) -> dict[str, Any]:
    answers = [{row: answer for rival in rivals for row, answer in rival.answers(mail).items()} for mail in mails]
    found: dict[str, Any] = {"messages": len(mails)}
    for question in public_set.questions:
        tallies = question.tallies(mails, answers)
        found[question.name] = as_json(tallies)
        if not quiet:
            print_tallies(f"{public_set.title} ({len(mails)} messages): {question.name}", tallies)
    found["clean_held_for"] = dict(reasons := held_for(mails, answers, THIS))
    if not quiet:
        print_held_for(THIS, reasons)
    return found


if __name__ == "__main__":
    main()
