"""Notices to participants: held, rejected, not delivered, a cry for help, a wrong address.

Nothing here names a finding's category in the subject or the first lines, names the other's
surname or address, or quotes a message about a crisis. Callers never ask for a notice about a
message that is not authenticated: nobody knows who would get it.
"""

from dataclasses import dataclass
from datetime import timedelta

from relay.model.category import Category
from relay.model.identity import Role
from relay.service.program import Program
from relay.service.templates import Rendered, render
from relay.store.outgoing import Letter, last_told, new_token, queue_letter
from relay.store.people import PairView
from relay.store.schema import Delivery, DeliveryKind, Participant
from relay.store.sealing import open_column
from relay.store.unit import Unit

_ONCE_A_DAY = timedelta(days=1)

# What a writer may change, in plain words. The grooming categories have no hint for a mentor: it
# would teach how to get round the rule.
_HINTS = {
    Category.PII_PHONE: "Please leave out telephone numbers.",
    Category.PII_EMAIL: "Please leave out mail addresses.",
    Category.PII_ADDRESS: "Please leave out where you or others live.",
    Category.PII_HANDLE: "Please leave out user names and profiles on other services.",
    Category.PII_FULL_NAME: "Please use first names only.",
    Category.PII_SCHOOL: "Please leave out the name of your school.",
    Category.PII_LOCATION: "Please leave out places where you can be found.",
    Category.PII_BIRTHDATE: "Please leave out dates of birth.",
    Category.PII_ID_NUMBER: "Please leave out numbers of cards, accounts and documents.",
    Category.PII_CREDENTIAL: "Please leave out passwords and codes.",
    Category.CONDUCT_GIFT_MONEY: "Please do not offer or ask for money or presents.",
    Category.CONDUCT_PROFANITY: "Please write without swear words.",
    Category.CONDUCT_HARASSMENT: "Please write kindly.",
    Category.CONDUCT_HATE: "Please write with respect for everybody.",
    Category.CONDUCT_SOLICITATION: "Please do not sell, recruit or campaign.",
    Category.LINK_SUSPICIOUS: "Please leave out that link, or name the page in words.",
    Category.ATTACHMENT_IMAGE: "Please send it without the picture.",
    Category.ATTACHMENT_TYPE: "Please send the file in another format, or its text in the mail.",
    Category.ATTACHMENT_UNSCANNABLE: "Please send the file without a password, or its text in the mail.",
}
_STUDENT_HINTS = {
    Category.CONDUCT_OFF_PLATFORM: "Please keep writing through the program only.",
    Category.CONDUCT_MEETING: "Please do not plan to meet; ask the staff of the program about events.",
    Category.CONDUCT_PHOTO_REQUEST: "Please do not send or ask for pictures of people.",
    Category.CONDUCT_SECRECY: "Please remember that nothing here has to be kept secret.",
}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a notice goes to, and whose key seals it."""

    person: Participant
    other: Participant
    key_id: str
    message_id: str | None = None


def addressee(view: PairView, person_id: str, message_id: str | None = None) -> Addressee:
    """Return a member of a pair as the one who is told something about a message of theirs."""
    person = view.mentor if person_id == view.mentor.id else view.student
    return Addressee(person, view.other(person_id), view.pair.key_id, message_id)


def queue_held(
    unit: Unit, program: Program, to: Addressee, *, others_named: bool = False, encrypted: bool = False
) -> Delivery:
    """Tell a writer that a message is being read; the same words whatever is in it.

    ``others_named``: To and Cc name somebody else, or not the other's masked address. The writer is told how to
    address a mail, and that the relay cannot take back what their own mail service delivered (CASES A9).
    ``encrypted``: nobody can read it, so that it cannot go on: the writer is told how to send it (CASES A28).
    """
    return _queue(unit, program, "held", to, others_named=others_named, encrypted=encrypted)


def queue_care(unit: Unit, program: Program, to: Addressee) -> Delivery:
    """Answer a cry for help kindly, with help lines, and without quoting it."""
    return _queue(unit, program, "care", to)


def queue_rejected(
    unit: Unit,
    program: Program,
    to: Addressee,
    *,
    reason: str,
    categories: frozenset[Category],
    own_text: str,
) -> Delivery:
    """Give a message back to its writer: the reason, what to change, and their own text.

    A crisis message is given back without quoting it; ``own_text`` is left out then.
    """
    crisis = any(category.is_crisis for category in categories)
    hints = _HINTS | (_STUDENT_HINTS if to.person.role is Role.STUDENT else {})
    chosen = [] if crisis else [hints[category] for category in sorted(categories) if category in hints]
    quoted = "" if crisis else "\n".join(f"> {line}".rstrip() for line in own_text.splitlines())
    return _queue(unit, program, "rejected", to, reason=reason, hints=chosen, own_text=quoted)


def queue_not_delivered(unit: Unit, program: Program, to: Addressee, subject: str) -> Delivery:
    """Tell a writer that the other's mail service did not take a message."""
    return _queue(unit, program, "not_delivered", to, subject=subject)


def queue_unknown_sender(unit: Unit, program: Program, to: Addressee) -> Delivery | None:
    """Tell a member that somebody wrote to their mask from an unknown address, at most once a day."""
    return None if _told_lately(unit, to, "unknown_sender") else _queue(unit, program, "unknown_sender", to)


def queue_refused(unit: Unit, program: Program, to: Addressee, why: str) -> Delivery:
    """Tell an authenticated writer of a refusal that the front MTA could not pass on."""
    return _queue(unit, program, "refused", to, why=why)


def _told_lately(unit: Unit, to: Addressee, template: str) -> bool:
    before = last_told(unit.session, to.person.id, template)
    return before is not None and unit.now - before < _ONCE_A_DAY


def _queue(unit: Unit, program: Program, template: str, to: Addressee, **values: object) -> Delivery:
    notice = _rendered(program, template, to, values)
    letter = Letter(
        kind=DeliveryKind.NOTICE,
        template=template,
        subject=notice.subject,
        text=notice.text,
        key_id=to.key_id,
        participant_id=to.person.id,
        message_id=to.message_id,
        help_token=new_token(unit),
    )
    delivery = queue_letter(unit, letter)
    unit.record("notice.queued", delivery.id, template=template, message=to.message_id, participant=to.person.id)
    return delivery


def _rendered(program: Program, template: str, to: Addressee, values: dict[str, object]) -> Rendered:
    keyring = program.keyring
    return render(
        template,
        to.person.language,
        program=program.settings.relay.program,
        crisis_lines=program.settings.relay.crisis_lines,
        role=to.person.role.value,
        given_name=open_column(keyring, to.person, "given_name"),
        other_name=open_column(keyring, to.other, "given_name"),
        **values,
    )
