"""How messages of one writer were sent, and in what a new one is unlike them: a borrowed account may look so.

Families of programs and whole numbers alone: no address, no version, nothing in the sender's own words.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

VERSION = 1
MOST_MESSAGES = 30  # of one writer that are looked at
LEAST_MESSAGES = 8  # that tell of a program, zone or hour, before anything is unlike them
FAR_ZONE = 3 * 60  # minutes
FAR_HOUR = 4
_DAY = 24
_DAY_MINUTES = 24 * 60
_MOST_NAMED = 3


class MailProgram(StrEnum):
    """Families of mail programs, by the names under which a monitor reads of them."""

    GMAIL = "Gmail"
    OUTLOOK = "Outlook"
    APPLE_MAC = "Apple Mail on a Mac"
    APPLE_IOS = "Apple Mail on iOS"
    ICLOUD = "iCloud"
    YAHOO = "Yahoo Mail"
    AOL = "AOL Mail"
    PROTON = "Proton Mail"
    ANDROID = "a mail app on Android"
    THUNDERBIRD = "Thunderbird"
    WEBMAIL = "a provider's webmail"
    DESKTOP = "a desktop mail program"
    OTHER = "an unusual mail program"


@dataclass(frozen=True, slots=True)
class Sending:
    """How one message was sent; None for what it does not tell.

    ``zone`` is minutes east of UTC, None also for UTC itself, which servers write that know of no other. ``hour`` is
    0 to 23 by the clock of that zone.
    """

    program: MailProgram | None = None
    zone: int | None = None
    hour: int | None = None

    @property
    def tells_nothing(self) -> bool:
        """Whether there is nothing to learn from it."""
        return self.program is None and self.zone is None and self.hour is None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON knows it."""
        return {"v": VERSION, "program": self.program, "zone": self.zone, "hour": self.hour}


def sending_from_json(value: Any) -> Sending:  # noqa: ANN401 -- JSON
    """Return what `to_json` gave. Raises ValueError for anything else, as of a version that is not known."""
    try:
        if value["v"] != VERSION:
            raise ValueError(f"a sending of version {value['v']}, not {VERSION}")
        program, zone, hour = value["program"], value["zone"], value["hour"]
        return Sending(
            None if program is None else MailProgram(program),
            None if zone is None else int(zone),
            None if hour is None else int(hour),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("no sending") from error


@dataclass(frozen=True, slots=True)
class Unlike:
    """In what a message is unlike the ``messages`` before it; None where it is not.

    ``usual`` are the programs of those, the commonest first, where ``program`` is none of them. ``zone_apart``
    (minutes) and ``hours_apart`` are the way to the nearest of theirs, ``hour`` is that of the new one.
    """

    messages: int
    program: MailProgram | None = None
    usual: tuple[MailProgram, ...] = ()
    zone_apart: int | None = None
    hour: int | None = None
    hours_apart: int | None = None

    @property
    def anything(self) -> bool:
        """Whether there is anything to tell."""
        return self.program is not None or self.zone_apart is not None or self.hour is not None


def compare(new: Sending, earlier: Sequence[Sending]) -> Unlike:
    """Return in what ``new`` is unlike ``earlier``, messages of the same writer, the newest last.

    Hours count among those that tell of a zone, or among those that do not: UTC is nobody's breakfast time.
    """
    known = earlier[-MOST_MESSAGES:]
    usual = _usual([one.program for one in known if one.program is not None])
    strange = new.program is not None and bool(usual) and new.program not in usual
    zone_apart = _apart(new.zone, [one.zone for one in known if one.zone is not None], _DAY_MINUTES, FAR_ZONE)
    alike = [one for one in known if (one.zone is None) is (new.zone is None)]
    hours_apart = _apart(new.hour, [one.hour for one in alike if one.hour is not None], _DAY, FAR_HOUR)
    return Unlike(
        messages=len(known),
        program=new.program if strange else None,
        usual=usual[:_MOST_NAMED] if strange else (),
        zone_apart=zone_apart,
        hour=None if hours_apart is None else new.hour,
        hours_apart=hours_apart,
    )


def _usual(programs: Sequence[MailProgram]) -> tuple[MailProgram, ...]:
    """Return the programs, the commonest first; none where too few messages tell of theirs."""
    if len(programs) < LEAST_MESSAGES:
        return ()
    return tuple(program for program, _ in Counter(programs).most_common())


def _apart(new: int | None, seen: Sequence[int], circle: int, far: int) -> int | None:
    """Return how far ``new`` is, around a circle, from the nearest of ``seen``; None where that is not far."""
    if new is None or len(seen) < LEAST_MESSAGES:
        return None
    least = min(_around(new, one, circle) for one in set(seen))
    return least if least >= far else None


def _around(one: int, other: int, circle: int) -> int:
    way = abs(one - other) % circle
    return min(way, circle - way)


def told(unlike: Unlike, *, by_utc: bool) -> str:
    """Return one plain sentence for a monitor; ``by_utc``: the message tells of no zone but UTC."""
    pieces = []
    if unlike.program is not None:
        pieces.append(f"sent with {unlike.program}, they with {_listed(unlike.usual)}")
    if unlike.zone_apart is not None:
        pieces.append(f"from a time zone {_hours(unlike.zone_apart / 60)} from theirs")
    if unlike.hour is not None:
        clock = "UTC" if by_utc else "its own clock"
        pieces.append(f"at {unlike.hour:02} h by {clock}, {_hours(unlike.hours_apart or 0)} from all of theirs")
    return f"unlike the writer's last {unlike.messages} messages: {'; '.join(pieces)}"


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def _hours(hours: float) -> str:
    return f"{hours:g} hours"
