"""Milliseconds of one core that each scanner takes for the same mail, in turns, and the ratio of their throughput."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.clock import Took, milliseconds
from bench.labelled_mail import Mail
from bench.measured_scanner import Parts
from bench.rivals import Rival
from relay.service.measures import Share


@dataclass(frozen=True, slots=True)
class Speed:
    """One kind of mail: what each scanner takes of it, and how many times as long as the first the others take.

    A ratio is the median over rounds, with the least and the greatest of them.
    """

    mails: int
    characters: float
    took: Mapping[str, Took]
    ratios: Mapping[str, tuple[float, float, float]]


def measure(rivals: Sequence[Rival], mails: Sequence[Mail], rounds: int) -> Speed:
    """Have all judge all mails, ``rounds`` times in turns, after a round that warms up and does not count."""
    single: dict[str, list[float]] = {rival.name: [] for rival in rivals}
    whole: dict[str, list[float]] = {rival.name: [] for rival in rivals}
    for number in range(rounds + 1):
        for rival in rivals if number % 2 else reversed(rivals):
            took = [milliseconds(lambda mail=mail, rival=rival: rival.answers(mail)) for mail in mails]  # type: ignore[misc]
            if number:
                single[rival.name] += took
                whole[rival.name].append(sum(took))
    first = whole[rivals[0].name]
    ratios = {
        name: sorted(other / own for other, own in zip(totals, first, strict=True)) for name, totals in whole.items()
    }
    return Speed(
        len(mails),
        statistics.median(len(mail.text) for mail in mails),
        {name: Took.of(took) for name, took in single.items()},
        {name: (statistics.median(values), values[0], values[-1]) for name, values in ratios.items()},
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """Of some mails, the share for which the language model was asked, and that which reached the encoder.

    ``encoder`` is None where the learned part is not installed.
    """

    language_model: Share
    encoder: Share | None


def reach(parts: Parts, rival: Rival, mails: Sequence[Mail]) -> Reach:
    """Scan mails once with the scanner made of ``parts`` and say how far they got."""
    names = encoded = 0
    for mail in mails:
        before = parts.language.asked, len(parts.opinion.runs) if parts.opinion else 0
        rival.answers(mail)
        names += parts.language.asked > before[0]
        encoded += parts.opinion is not None and len(parts.opinion.runs) > before[1]
    return Reach(Share(names, len(mails)), Share(encoded, len(mails)) if parts.opinion else None)
