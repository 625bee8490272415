"""Who a new mail is from and to: the facts of one snapshot of the database, before any verdict."""

from dataclasses import dataclass

from relay.mime.author import read_identity
from relay.mime.automatic import automatic_kind
from relay.mime.tree import SenderIdentity
from relay.model.identity import Role
from relay.model.people import Admission, HoldReason, admit
from relay.model.policy import Policy
from relay.service.program import Program
from relay.smtp.protocol import IncomingMail
from relay.smtp.verp import Recipient, RecipientKind, classify_recipient
from relay.store.outgoing import delivery_of_help_token, delivery_of_verp_token
from relay.store.people import (
    PairView,
    find_mask,
    load_pair,
    pairs_of_participants,
    participants_of_address,
    standing,
)
from relay.store.schema import Delivery, Message, Participant
from relay.store.store import ReadSession


@dataclass(frozen=True, slots=True)
class Party:
    """Who may write to a recipient: the pair's other member for a mask, the addressee of a notice.

    ``writer`` is who should write there, ``author`` the same person if From is an address of
    theirs. ``pair`` is the mask's pair, or the only pair of the author.
    """

    author: Participant | None = None
    writer: Participant | None = None
    pair: PairView | None = None
    delivery: Delivery | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a mail when its data has come in.

    ``registered`` are all participants for whom From is an address, ``own_pairs`` their pairs (not
    looked up where the author writes to their own pair).
    ``admission`` and ``pair_reason`` are what the pair's state does to this author's mail.
    """

    recipient: Recipient
    identity: SenderIdentity
    automatic: bool
    registered: tuple[Participant, ...]
    own_pairs: tuple[PairView, ...]
    party: Party
    admission: Admission
    pair_reason: HoldReason | None
    policy: Policy

    @property
    def role(self) -> Role | None:
        """The author's role, where there is an author."""
        return self.party.author.role if self.party.author else None


def examine(program: Program, mail: IncomingMail) -> Facts:
    """Read the author and look up everybody concerned. Blocking: call it off the event loop."""
    recipient = classify_recipient(mail.recipient, program.domain)
    identity = read_identity(mail.raw)
    with program.store.read() as session:
        registered: tuple[Participant, ...] = ()
        if identity.address:
            registered = tuple(participants_of_address(session, program.keyring, identity.address))
        party = _party(session, recipient, registered)
        own_pairs: tuple[PairView, ...] = ()
        if party.pair is None or party.author is None:
            own_pairs = tuple(pairs_of_participants(session, [person.id for person in registered]))
            party = _with_only_pair(party, own_pairs)
        policy = program.policy_for(party.pair.group.name if party.pair else None)
        admission, reason = _admission(session, program, party, policy)
    return Facts(
        recipient=recipient,
        identity=identity,
        automatic=automatic_kind(identity.automatic, mail.envelope_from) is not None,
        registered=registered,
        own_pairs=own_pairs,
        party=party,
        admission=admission if recipient.kind is RecipientKind.MASK else Admission.TAKE,
        pair_reason=reason if recipient.kind is RecipientKind.MASK else None,
        policy=policy,
    )


def _party(session: ReadSession, recipient: Recipient, registered: tuple[Participant, ...]) -> Party:
    match recipient.kind:
        case RecipientKind.MASK:
            return _mask_party(session, recipient.token, registered)
        case RecipientKind.HELP:
            return _help_party(session, recipient.token, registered)
        case RecipientKind.VERP:
            return _bounce_party(session, recipient.token)
        case _:
            return Party(author=registered[0] if len(registered) == 1 else None)


def _mask_party(session: ReadSession, local_part: str, registered: tuple[Participant, ...]) -> Party:
    mask = find_mask(session, local_part)
    if mask is None:
        return Party()
    pair = load_pair(session, mask.pair_id)
    writer = pair.other(mask.participant_id)
    author = next((person for person in registered if person.id == writer.id), None)
    return Party(author=author, writer=writer, pair=pair)


def _bounce_party(session: ReadSession, token: str) -> Party:
    """Return the delivery that comes back, and the pair whose message it was: its bounce belongs to them."""
    delivery = delivery_of_verp_token(session, token)
    sent = session.get(Message, delivery.message_id) if delivery and delivery.message_id else None
    return Party(pair=load_pair(session, sent.pair_id) if sent and sent.pair_id else None, delivery=delivery)


def _help_party(session: ReadSession, token: str, registered: tuple[Participant, ...]) -> Party:
    """Return who may answer a notice: its addressee, in the pair that the notice was about."""
    delivery = delivery_of_help_token(session, token)
    author = next((p for p in registered if delivery and p.id == delivery.participant_id), None)
    about = session.get(Message, delivery.message_id) if author and delivery and delivery.message_id else None
    pair = load_pair(session, about.pair_id) if about is not None and about.pair_id else None
    return Party(author=author, pair=pair, delivery=delivery)


def _with_only_pair(party: Party, own_pairs: tuple[PairView, ...]) -> Party:
    if party.pair is not None or party.author is None:
        return party
    mine = [view for view in own_pairs if party.author.id in {view.mentor.id, view.student.id}]
    return Party(party.author, party.writer, mine[0] if len(mine) == 1 else None, party.delivery)


def _admission(
    session: ReadSession, program: Program, party: Party, policy: Policy
) -> tuple[Admission, HoldReason | None]:
    if party.pair is None or party.author is None:
        return Admission.TAKE, None
    now = program.now()
    return admit(standing(session, party.pair, policy.gates, now), party.author.role, now)
