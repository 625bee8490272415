"""Reads public sets, each with what its labels mean by ours (LABELS); what ours do not settle is left out.

None of them comes with this repository. docs/detection.md says where each is from, and under which licence.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bench.figures import Question, everything
from bench.labelled_mail import Mail, plain_mail
from relay.model.category import Category

_LONGEST_FIELD = 1 << 20
_IDS = dict.fromkeys(("CREDIT_CARD", "IBAN_CODE", "US_SSN", "US_DRIVER_LICENSE"), Category.PII_ID_NUMBER)
_CONTACT = {
    "PHONE_NUMBER": Category.PII_PHONE,
    "EMAIL_ADDRESS": Category.PII_EMAIL,
    "STREET_ADDRESS": Category.PII_ADDRESS,
}
# HateCheck's own "non-hateful" that ours hold: swearing, insults at a person or group, slurs used of oneself.
_HELD_OTHERWISE = frozenset({"profanity_nh", "target_indiv_nh", "target_group_nh", "slur_reclaimed_nh"})
_SPEAKER = ("Teacher:", "Student:")
_TURN = "|EOM|"


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A set: what it is called, who reads its file, and what is asked of those who judge it."""

    name: str
    title: str
    read: Callable[[Path], Iterator[Mail]]
    questions: tuple[Question, ...]


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _presidio(path: Path) -> Iterator[Mail]:
    """Names of two words or more are full names; a place, date, age, title or organisation alone passes."""
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    for number, entry in enumerate(entries):
        found = {c for span in entry["spans"] if (c := _category(span["entity_type"], span["entity_value"]))}
        yield plain_mail(f"presidio-{number}", entry["full_text"], wanted=bool(found), categories=found)


def _category(entity: str, value: str) -> Category | None:
    if entity == "PERSON":
        return Category.PII_FULL_NAME if len(value.split()) > 1 else None
    return _CONTACT.get(entity) or _IDS.get(entity)


def _hatecheck(path: Path) -> Iterator[Mail]:
    """Both HateChecks; the Spanish one has the same columns but for the id."""
    for row in _rows(path):
        hateful = row["label_gold"] == "hateful"
        if hateful or row["functionality"] not in _HELD_OTHERWISE:
            name = row.get("case_id") or row["mhc_case_id"]
            yield _about(f"hatecheck-{name}", row["test_case"], Category.CONDUCT_HATE, wanted=hateful)


def _davidson(path: Path) -> Iterator[Mail]:
    """Hate and offence (classes 0 and 1) against neither (2), by most of three people or more."""
    for row in _rows(path):
        wanted = row["class"] in ("0", "1")
        yield _about(f"davidson-{row['']}", row["tweet"], Category.CONDUCT_PROFANITY, wanted=wanted)


def _xstest(path: Path) -> Iterator[Mail]:
    """Its safe prompts are near misses: words of alarm without harm. Unsafe ones, asked of a machine, are left out."""
    for row in _rows(path):
        if row["label"] == "safe":
            yield plain_mail(f"xstest-{row['id']}", row["prompt"], wanted=False)


def _mathdial(path: Path) -> Iterator[Mail]:
    """Each turn of a teacher and a student who talk about a sum: clean mail full of numbers."""
    for row in _rows(path):
        for number, turn in enumerate(row["conversation"].split(_TURN)):
            text = _without_speaker(turn.strip())
            if text:
                yield plain_mail(f"mathdial-{row['qid']}-{row['scenario']}-{number}", text, wanted=False)


def _without_speaker(turn: str) -> str:
    """Return a turn without who speaks, and without the act in brackets that annotators put before a teacher's."""
    for speaker in _SPEAKER:
        turn = turn.removeprefix(speaker).strip()
    if turn.startswith("("):
        return turn.partition(")")[2].strip()
    return turn


def _about(identifier: str, text: str, category: Category, *, wanted: bool) -> Mail:
    return plain_mail(identifier, text, wanted=wanted, categories=(category,) if wanted else ())


def _one_family(families: Iterable[str]) -> Callable[[Category], bool]:
    wanted = frozenset(families)
    return lambda category: category.family in wanted


def _any_of(*categories: Category) -> Callable[[Mail], bool]:
    wanted = frozenset(categories)
    return lambda mail: bool(mail.categories & wanted)


def _pii(name: str, *categories: Category) -> Question:
    """Return a question for one kind of data: mails that have it, and those that have nothing to hold."""
    has = _any_of(*categories)
    return Question(name, has, lambda mail: has(mail) or not mail.wanted, _one_family(["pii"]))


_PII = (
    _pii("contact data: phone, email, street address", *_CONTACT.values()),
    _pii("numbers of cards, accounts and documents", Category.PII_ID_NUMBER),
    _pii("full names", Category.PII_FULL_NAME),
    everything("all of it, held for any reason"),
)
_CONDUCT = (
    Question("what the set asks, held for conduct or crisis", lambda mail: mail.wanted, lambda _: True,
             _one_family(["conduct", "crisis"])),
    everything("the same, held for any reason"),
)  # fmt: skip
_CLEAN = (everything("clean throughout"),)

SETS: Mapping[str, PublicSet] = MappingProxyType(
    {
        each.name: each
        for each in (
            PublicSet("presidio", "presidio-research, synthetic", _presidio, _PII),
            PublicSet("hatecheck", "HateCheck", _hatecheck, _CONDUCT),
            PublicSet("hatecheck-spanish", "Multilingual HateCheck, Spanish", _hatecheck, _CONDUCT),
            PublicSet("davidson", "Davidson et al., tweets", _davidson, _CONDUCT),
            PublicSet("xstest", "XSTest, safe prompts", _xstest, _CLEAN),
            PublicSet("mathdial", "MathDial, turns of teacher and student", _mathdial, _CLEAN),
        )
    }
)
