"""What messages look like in a terminal: the list, one with all that is known of it, and its texts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from relay.cli.output import cell, print_facts, print_table, say
from relay.model.message import MessageState
from relay.model.people import HoldReason

if TYPE_CHECKING:
    from relay.cli.acting import StaffNames
    from relay.service.holding import WhyHeld
    from relay.service.review.views import (
        ContentView,
        DeliveredView,
        MessageDetail,
        MessageItem,
        OriginalAttachmentView,
    )

_IN_WORDS: Mapping[str, str] = {
    HoldReason.SUPERVISION: "supervision of the pair",
    HoldReason.PAUSED: "pair is paused",
    HoldReason.FROZEN: "pair is frozen",
    HoldReason.CLOSED: "pair is closed",
    HoldReason.CONSENT: "consent is withdrawn",
}
_OVER = "Nothing holds all mail of the pair any more: this one waits for a decision all the same."


def print_messages(items: "Iterable[MessageItem]", names: "StaffNames") -> None:
    """Print a list of messages."""
    columns = (
        "id",
        "state",
        "received",
        "severity",
        "group",
        "direction",
        "categories",
        "held for",
        "claimed by",
        "subject",
    )
    print_table(columns, (_row(item, names) for item in items), empty="nothing waits")


def _row(item: "MessageItem", names: "StaffNames") -> tuple[object, ...]:
    return (
        item.id,
        item.state,
        item.received_at,
        item.severity,
        item.group,
        item.direction,
        item.categories,
        [_IN_WORDS[reason] for reason in item.reasons if reason in _IN_WORDS],
        names.of(item.claimed_by),
        item.subject,
    )


def print_detail(detail: "MessageDetail", why: "Sequence[WhyHeld]", names: "StaffNames") -> None:
    """Print everything about a message but its content; ``why`` is what holds all mail of its pair now."""
    item = detail.item
    print_facts(
        (
            ("message", item.id),
            ("state", item.state),
            ("received", item.received_at),
            ("group", item.group),
            ("pair", item.pair_id),
            ("thread", item.thread_id),
            ("direction", item.direction),
            ("held for", [_IN_WORDS.get(reason, reason) for reason in detail.reasons]),
            *(("pair now", line) for line in _pair_now(detail, why)),
            ("claimed by", names.of(item.claimed_by)),
            ("awaiting", detail.awaiting),
            ("flags", [flag.label for flag in detail.flags]),
        )
    )
    if detail.findings:
        say()
        rows = ((f.id, f.category, f.severity, f.part, f.text, f.explanation) for f in detail.findings)
        print_table(("finding", "category", "severity", "part", "text", "explanation"), rows)
    if detail.decisions:
        say()
        decided = (
            (d.decided_at, names.of(d.staff_id) or "policy", d.action, d.reasons, d.note) for d in detail.decisions
        )
        print_table(("decided", "by", "action", "reasons", "note"), decided)


def _pair_now(detail: "MessageDetail", why: "Sequence[WhyHeld]") -> list[str]:
    if detail.item.state is not MessageState.HELD:
        return []
    if not why and HoldReason.SUPERVISION in detail.reasons:
        return [_OVER]
    return [in_a_line(one) for one in why]


def in_a_line(why: "WhyHeld") -> str:
    """Return why a pair's mail is held, with the concern that is meant."""
    return f"{why.explanation} ({why.concern_id})" if why.concern_id else why.explanation


def print_original(mail: "ContentView") -> None:
    """Print a mail as it came in."""
    _print_mail("As it came in", mail, map(_as_listed, mail.attachments))


def _as_listed(attachment: "OriginalAttachmentView") -> str:
    closed = "" if attachment.viewable else ", cannot be looked at"
    return f"{attachment.n}: {attachment.name} ({attachment.type}{closed})"


def print_delivered(title: str, mail: "DeliveredView") -> None:
    """Print a mail as its reader gets it, and what was changed in it."""
    _print_mail(title, mail, (f"{one.name} ({one.type})" for one in mail.attachments))
    if mail.changes:
        say()
        rows = ((change.kind, change.part, change.detail, change.explanation) for change in mail.changes)
        print_table(("changed", "where", "what", "why"), rows)


def _print_mail(title: str, mail: "ContentView | DeliveredView", attachments: Iterable[str]) -> None:
    say()
    say(f"--- {title}")
    print_facts((("subject", mail.subject), ("attachments", list(attachments))))
    say()
    # Line by line through what takes out everything that steers a terminal.
    for line in mail.text.splitlines():
        say(cell(line))
