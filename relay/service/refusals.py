"""Refusals: what the sender is told inside the dialogue, what is recorded, who else hears of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from relay.model.identity import Role
from relay.model.people import HoldReason
from relay.service.admission import Facts
from relay.service.notices import addressee, queue_refused, queue_unknown_sender
from relay.service.program import Program
from relay.smtp.verdict import AuthResult, AuthVerdict
from relay.store.unit import Unit

_NOT_FOR_SMTP = re.compile(r"[^\x20-\x7e]+")
_LONGEST_LINES = 200  # a reply line has at most 512 octets (RFC 5321 section 4.5.3.1.5)

_PAUSED = "Your mentoring is paused for now. Your program's staff will tell you when you can write again"
_ENDED = "This mentoring has ended, so mail cannot be sent here any more. Please ask your program's staff"
_CONSENT = "Mail cannot be sent here at the moment. Please ask your program's staff"
_PENDING = "This mentoring has not started yet. Your program's staff will tell you when you can write"
_TEXTS = {HoldReason.PAUSED: _PAUSED, HoldReason.CLOSED: _ENDED, HoldReason.CONSENT: _CONSENT}


def friendly_text(reason: HoldReason | None, role: Role, crisis_lines: str) -> str:
    """Return the one line of ASCII that a refused member reads (DESIGN section 4, "Not open").

    ``crisis_lines`` are those of the settings; whoever is told that it is over is told them too.
    """
    text = _TEXTS.get(reason, _PENDING) if reason else _PENDING
    lines = " ".join(_NOT_FOR_SMTP.sub(" ", crisis_lines).split())[:_LONGEST_LINES]
    with_help = role is Role.STUDENT or reason in {HoldReason.CONSENT, HoldReason.CLOSED}
    return f"{text}. If you need help now, call {lines}; in danger, call 911" if with_help and lines else text


def refusal_name(reason: HoldReason | None) -> str:
    """Return the word under which a refusal stands in the audit log."""
    return reason.value if reason else "pair.pending"


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal to record: ``why`` for the log, ``text`` for its sender.

    ``told_by_us``: the front MTA queued the mail, so that no SMTP reply reaches the sender.
    """

    facts: Facts
    auth: AuthResult
    why: str
    text: str
    told_by_us: bool


def record_refusals(program: Program, unit: Unit, items: Sequence[Refused]) -> list[None]:
    """Record refusals without any content; tell the registered member, or an authenticated sender.

    Nobody is told of a mail whose sender is not authenticated: that would be backscatter.
    """
    for item in items:
        _record(program, unit, item)
    return [None] * len(items)


def _record(program: Program, unit: Unit, item: Refused) -> None:
    party = item.facts.party
    subject = party.pair.pair.id if party.pair else "relay"
    unit.record("intake.refused", subject, why=item.why, method=item.auth.method.value)
    if item.auth.verdict is not AuthVerdict.PASS or party.pair is None or item.facts.automatic:
        return
    if item.why == "not_a_member" and party.writer is not None:
        queue_unknown_sender(unit, program, addressee(party.pair, party.writer.id))
    elif item.told_by_us and party.author is not None:
        queue_refused(unit, program, addressee(party.pair, party.author.id), item.text)
