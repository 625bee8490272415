"""Recall, precision and pass rate of several who judge the same mail, with 95 % intervals, as a table or JSON."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from bench.labelled_mail import Mail
from bench.rivals import Answer
from relay.model.category import Category
from relay.service.measures import Z_95, Share, Tally

Answers = Sequence[Mapping[str, Answer]]  # what each mail was answered, by the name of a row
_WIDEST = 44  # characters of a row's name


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted: which mails to hold, and which categories count as an answer (none named: any hold)."""

    name: str
    wanted: Callable[[Mail], bool]
    counts: Callable[[Mail], bool]
    answered_by: Callable[[Category], bool] | None = None

    def held(self, answer: Answer) -> bool:
        """Whether an answer says that the mail is held, for what is asked."""
        if self.answered_by is None:
            return answer.held
        return any(self.answered_by(category) for category in answer.categories)

    def tallies(self, mails: Sequence[Mail], answers: Answers) -> dict[str, Tally]:
        """Return the counts of each row."""
        found: dict[str, Tally] = {}
        for mail, said in zip(mails, answers, strict=True):
            if self.counts(mail):
                for row, answer in said.items():
                    found.setdefault(row, Tally()).add(wanted=self.wanted(mail), held=self.held(answer))
        return found


def everything(name: str = "everything that is to be held") -> Question:
    """Return the question that the relay asks: hold or let pass."""
    return Question(name, lambda mail: mail.wanted, lambda _: True)


def shown(share: Share) -> str:
    """Return a share with its interval and of how many it is one."""
    if share.value is None:
        return "-"
    low, high = share.bounds
    return f"{share.value:.3f} [{low:.3f}, {high:.3f}] of {share.of}"


def print_tallies(title: str, tallies: Mapping[str, Tally]) -> None:
    """Print a table with a row for each who judged."""
    print(f"\n{title}")
    print(f"  {'':<{_WIDEST}} {'recall':<30} {'precision':<30} clean mail that passes")
    for row, tally in tallies.items():
        held = tally.held
        print(f"  {row:<{_WIDEST}} {shown(held.recall):<30} {shown(held.precision):<30} {shown(tally.clean)}")


def as_json(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    """Return counts as plain values."""
    return {
        row: {
            "recall": share_as_json(tally.held.recall),
            "precision": share_as_json(tally.held.precision),
            "clean_passed": share_as_json(tally.clean),
        }
        for row, tally in tallies.items()
    }


def held_for(mails: Sequence[Mail], answers: Answers, row: str) -> list[tuple[str, int]]:
    """Return for which categories somebody holds clean mail, and how many mails for each, the most frequent first."""
    reasons = Counter(
        str(category)
        for mail, said in zip(mails, answers, strict=True)
        if not mail.wanted and said[row].held
        for category in said[row].categories
    )
    return reasons.most_common()


def print_held_for(row: str, reasons: Sequence[tuple[str, int]]) -> None:
    """Print the reasons of false alarms in a line."""
    told = ", ".join(f"{category} {count}" for category, count in reasons) or "nothing"
    print(f"  clean mail is held by {row} for: {told}")


def share_as_json(share: Share) -> dict[str, float | int | None]:
    """Return a share as plain values."""
    low, high = share.bounds
    return {"value": share.value, "hits": share.hits, "of": share.of, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Difference:
    """Two who judged the same mail: points (of a hundred) that the second has more, with the 95 % interval of pairs."""

    points: float
    low: float
    high: float

    @classmethod
    def of(cls, first: Iterable[bool], second: Iterable[bool]) -> "Difference | None":
        """Return the difference of the shares of what is true, mail by mail (Agresti 2013, 11.1.1); None of nothing."""
        pairs = list(zip(first, second, strict=True))
        if not pairs:
            return None
        gained = sum(b and not a for a, b in pairs)
        lost = sum(a and not b for a, b in pairs)
        share = (gained - lost) / len(pairs)
        spread = Z_95 * sqrt(max(0.0, gained + lost - (gained - lost) ** 2 / len(pairs))) / len(pairs)
        return cls(100 * share, 100 * (share - spread), 100 * (share + spread))

    def __str__(self) -> str:
        """Return it as a table has it."""
        return f"{self.points:+5.1f} [{self.low:+.1f}, {self.high:+.1f}]"
