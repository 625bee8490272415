"""Cleaning files as the relay does: in the confined process, for a mail from Greta to Tim."""

from collections.abc import Sequence

from relay.identities.people import known_people
from relay.masking.files.wire import masker_fields
from relay.masking.text import Masker
from relay.mime.files.confined import Bounds, Done, Failed, run_confined
from relay.mime.files.kinds import FileKind
from tests.support.letters import GRETA, RELAY_DOMAIN, TIM, TO_MENTOR, TO_STUDENT

EXHAUSTED = "exhausted"
BROKE = "broke"


def cleaned_confined(files: Sequence[tuple[FileKind, bytes]], bounds: Bounds | None = None) -> list[tuple[str, bytes]]:
    """Return of each file why it was not cleaned ("" if it was), and what it became."""
    known = masker_fields(Masker(known_people(GRETA, TIM), RELAY_DOMAIN, (TO_STUDENT, TO_MENTOR)))
    jobs = [({"kind": kind.value, "part": "attachment 1", "masker": known}, content) for kind, content in files]
    return [_told(outcome) for outcome in run_confined("relay.masking.files.inside:clean", jobs, bounds)]


def _told(outcome: Done | Failed) -> tuple[str, bytes]:
    if isinstance(outcome, Done):
        return str(outcome.fields["why"]), outcome.content
    return EXHAUSTED if outcome.exhausted else BROKE, b""
