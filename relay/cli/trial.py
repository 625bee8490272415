"""How a dry run of a policy is shown to a person: numbers, categories, and ids of the mail it is about."""

from typing import TYPE_CHECKING

from relay.cli.output import print_facts, print_table, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relay.service.dry_run import Difference, DryRun

_RECORD = "record"


def print_dry_run(found: "DryRun") -> None:
    """Print what came of a dry run."""
    against = "what was decided then" if found.against == _RECORD else f"policy {found.against}"
    print_facts(
        [
            ("policy", found.policy),
            ("compared with", against),
            ("mail since", found.since),
            ("group", found.group),
            ("messages", f"{found.messages:,}"),
            ("not readable", found.unreadable or None),
            ("held before", f"{found.held_before:,}"),
            ("held now", f"{found.held_after:,}"),
        ]
    )
    categories = sorted({*found.more, *found.fewer})
    if categories:
        say()
        print_table(
            ("category", "now found", "no longer found"), [(c, found.more[c], found.fewer[c]) for c in categories]
        )
    _print_messages("Held now, and not before", found.now_held)
    _print_messages("No longer held", found.no_longer_held)
    _print_messages("Held as before, for other reasons", found.for_other_reasons)


def _print_messages(title: str, messages: "Sequence[Difference]") -> None:
    say()
    say(f"{title}: {len(messages)}")
    if messages:
        rows = [(m.id, m.received_at, m.group, m.state, m.before, m.after, m.alerts) for m in messages]
        print_table(("message", "received", "group", "state", "before", "now", "alerts now"), rows)
