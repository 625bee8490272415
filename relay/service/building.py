"""From a plan to the bytes that are sent: pure work that may run in a worker process."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from relay.masking.attachments import files_left_out
from relay.masking.files.cleaning import NAMES_SOMEBODY
from relay.masking.frame import Frame, IdentityLeftError, MaskingError, Redaction
from relay.masking.letter import Attachment
from relay.masking.mask import identities_left, mask
from relay.masking.single_file import mask_file
from relay.mime.hosts import known_hosts
from relay.mime.tree import MessageTree
from relay.model.category import Category
from relay.model.change import Change
from relay.model.identity import Identity
from relay.service.letters import build_letter


@dataclass(frozen=True, slots=True)
class RelayPlan:
    """A message to be masked: the original, who writes, who reads, and what its headers say.

    ``own_hosts`` are the names of the relay and its front, which give nobody away.
    """

    raw: bytes
    writer: Identity
    reader: Identity
    frame: Frame
    footer: str
    redactions: tuple[Redaction, ...]
    released: bool
    own_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterPlan:
    """A notice or a mail to staff. ``hidden``: whose identity must not stand in it, where it goes to a participant."""

    program: str
    sender: str
    recipient: str
    subject: str
    text: str
    fallback: str
    message_id: str
    date: datetime
    reader: Identity | None = None
    hidden: Identity | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """The bytes that go out, with CRLF line ends; for a masked message all that was changed."""

    data: bytes
    changes: tuple[Change, ...] | None = None


def build_relay(plan: RelayPlan) -> Built:
    """Mask a message. Raises MaskingError, IdentityLeftError among them.

    A message that nobody released goes out with all its files, or is held: a file is never left out unseen.
    """
    masked = mask(
        plan.raw,
        writer=_writer_with_hosts(plan),
        reader=plan.reader,
        frame=plan.frame,
        footer=plan.footer,
        redactions=plan.redactions,
        release=plan.released,
    )
    if not plan.released:
        _ask_for_what_stays_behind(masked.changes)
    return Built(masked.data, masked.changes)


def _ask_for_what_stays_behind(changes: Iterable[Change]) -> None:
    left_out = files_left_out(changes)
    telling = tuple(one.part for one in left_out if NAMES_SOMEBODY in one.detail)
    if telling:
        raise IdentityLeftError(telling)
    if left_out:
        raise MaskingError("a file cannot be delivered")


def build_file(plan: RelayPlan, tree: MessageTree, number: int) -> Attachment:
    """Clean one attached file of ``tree``, the message as read; raises as `mask_file`."""
    writer = _writer_with_hosts(plan)
    return mask_file(tree, number, writer=writer, reader=plan.reader, frame=plan.frame, footer=plan.footer)


def _writer_with_hosts(plan: RelayPlan) -> Identity:
    ours = (plan.frame.relay_domain, *plan.own_hosts)
    return replace(plan.writer, hosts=known_hosts(plan.raw, writer=plan.writer, reader=plan.reader, ours=ours))


def why_unsafe(error: Exception) -> tuple[Category, str]:
    """Return the finding that a failure of ``build_relay`` comes to, and a sentence that says why."""
    if isinstance(error, IdentityLeftError):
        return (
            Category.SYSTEM_IDENTITY_LEFT,
            f"Something that gives a person away is left in: {', '.join(error.where)}.",
        )
    return Category.SYSTEM_UNPARSEABLE, "The message could not be made safe to deliver."


def build_notice(plan: LetterPlan) -> Built:
    """Build a notice; what would show the other member's identity is left out of it.

    A monitor's reason or a writer's own text may name somebody: such a notice goes out with its
    fixed words alone, and so does one that cannot be built.
    """
    try:
        data = _letter(plan, plan.text)
    except Exception:  # noqa: BLE001 - a kind word to somebody in need must not be lost for its form
        return Built(_letter(replace(plan, subject=plan.program), plan.fallback))
    if plan.hidden is not None and plan.reader is not None and identities_left(data, plan.hidden, plan.reader):
        data = _letter(plan, plan.fallback)
    return Built(data)


def _letter(plan: LetterPlan, text: str) -> bytes:
    return build_letter(
        program=plan.program,
        sender=plan.sender,
        recipient=plan.recipient,
        subject=plan.subject,
        text=text,
        message_id=plan.message_id,
        date=plan.date,
    )
