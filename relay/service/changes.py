"""What masking changed, as it is kept beside what went out: JSON, so that the store need not know of masking."""

import json
from collections.abc import Iterable

from relay.model.change import Change, ChangeKind


def changes_to_text(changes: Iterable[Change]) -> str:
    """Return changes as they are stored."""
    return json.dumps([[change.kind, change.part, change.detail] for change in changes], ensure_ascii=False)


def changes_from_text(text: str) -> tuple[Change, ...]:
    """Return the changes that ``changes_to_text`` was given."""
    return tuple(Change(ChangeKind(kind), part, detail) for kind, part, detail in json.loads(text))
