"""From a mail on the wire to a draft that the store can insert: hashing, sealing, encrypting."""

import json
from dataclasses import dataclass

from relay.mime.subject import read_topic
from relay.model.identity import direction_from
from relay.model.ids import new_id
from relay.model.message import Direction
from relay.service.admission import Facts
from relay.service.program import Program
from relay.smtp.protocol import IncomingMail
from relay.smtp.verdict import AuthResult, AuthVerdict
from relay.smtp.verp import RecipientKind
from relay.store.crypto import KeyKind
from relay.store.incoming import (
    Draft,
    Follows,
    body_rows,
    known_id_hash,
    known_id_value,
    sealed_columns,
)
from relay.store.schema import Channel, Participant

_MOST_REFERENCES = 20

_CHANNELS = {
    RecipientKind.MASK: Channel.MASK,
    RecipientKind.CONCERN: Channel.CONCERN,
    RecipientKind.ABUSE: Channel.ABUSE,
    RecipientKind.POSTMASTER: Channel.POSTMASTER,
    RecipientKind.HELP: Channel.HELP,
    RecipientKind.VERP: Channel.BOUNCE,
}


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a message is filed, and what already speaks against forwarding it.

    ``of_pair`` is false for mail whose author is no member of the recipient's pair: it is filed
    under its author, never in somebody else's conversation.
    """

    reasons: tuple[str, ...] = ()
    of_pair: bool = True
    author: Participant | None = None


def draft_mail(program: Program, mail: IncomingMail, facts: Facts, auth: AuthResult, filing: Filing) -> Draft:
    """Return the draft of a mail that is taken. Blocking (CPU, key store): call it off the event loop."""
    keyring = program.keyring
    pair = facts.party.pair if filing.of_pair else None
    author = facts.party.author or filing.author
    direction = _direction(facts, filing)
    channel = _CHANNELS[facts.recipient.kind]
    message_id = new_id("m", mail.received_at, program.store.random_bytes)
    key_id = pair.pair.key_id if pair else program.keystore.create(KeyKind.CASE)
    subject = facts.identity.subject
    in_thread = pair is not None and channel is Channel.MASK and author is not None
    own = facts.identity.message_id if in_thread else ""
    role = author.role if author else None
    columns = sealed_columns(
        keyring,
        message_id,
        key_id,
        subject=subject,
        envelope=_envelope(mail, facts),
        raw=mail.raw,
        nonce=program.store.random_bytes(32),
    )
    return Draft(
        id=message_id,
        key_id=key_id,
        channel=channel,
        pair_id=pair.pair.id if pair else None,
        group_id=_group_id(facts),
        author_id=author.id if author else None,
        role=role,
        direction=direction,
        received_at=mail.received_at,
        size=len(mail.raw),
        automatic=facts.automatic,
        authentication={"verdict": auth.verdict.value, "method": auth.method.value, "detail": auth.detail},
        reasons=filing.reasons,
        repeat_hash=_repeat_hash(program, mail, facts, auth),
        subject_hash=_subject_hash(program, subject) if in_thread else None,
        follows=_follows(facts) if in_thread else Follows.NOTHING,
        own_hash=known_id_hash(keyring, pair.pair.id, own) if pair and own else None,
        known_hashes=_known_hashes(program, pair.pair.id, facts) if pair and in_thread else (),
        own_id=known_id_value(keyring, key_id, message_id, role, own) if own and role else None,
        columns=columns,
        body=body_rows(keyring, message_id, key_id, mail.raw),
    )


def _direction(facts: Facts, filing: Filing) -> Direction | None:
    if facts.recipient.kind is not RecipientKind.MASK or not filing.of_pair or facts.role is None:
        return None
    return direction_from(facts.role)


def _group_id(facts: Facts) -> str | None:
    """Return the group whose monitors see the message: the pair's, or the author's first one."""
    known = facts.party.author is not None or facts.recipient.kind is RecipientKind.VERP
    if known and facts.party.pair is not None:
        return facts.party.pair.group.id
    return facts.own_pairs[0].group.id if facts.own_pairs else None


def _envelope(mail: IncomingMail, facts: Facts) -> str:
    envelope = {
        "mail_from": mail.envelope_from,
        "rcpt_to": mail.recipient,
        "from": facts.identity.address,
        "peer": mail.peer,
        "helo": mail.helo,
        "tls": mail.tls,
    }
    return json.dumps(envelope)


def _repeat_hash(program: Program, mail: IncomingMail, facts: Facts, auth: AuthResult) -> bytes:
    """Return the keyed hash of envelope, mask, Message-ID, From, Date and body (DESIGN section 13).

    A mail that is proven is no repeat of one that was not: that one can never be released.
    """
    body = mail.raw.partition(b"\r\n\r\n")[2]
    head = json.dumps(
        [
            mail.envelope_from,
            mail.recipient,
            facts.identity.message_id,
            facts.identity.address,
            facts.identity.date,
            auth.verdict is AuthVerdict.PASS,
        ]
    ).encode()
    return program.keyring.keyed_hash("repeat", head + b"\0" + body)


def _subject_hash(program: Program, subject: str) -> bytes | None:
    bare = read_topic(subject).bare
    return program.keyring.keyed_hash("subject", bare.encode("utf-8", "surrogatepass")) if bare else None


def _follows(facts: Facts) -> Follows:
    topic = read_topic(facts.identity.subject)
    if topic.answers:
        return Follows.THE_LATEST
    names_some = facts.identity.in_reply_to or facts.identity.references
    return Follows.ITS_SUBJECT if topic.continues or names_some else Follows.NOTHING


def _known_hashes(program: Program, pair_id: str, facts: Facts) -> tuple[bytes, ...]:
    tokens = dict.fromkeys((*facts.identity.in_reply_to, *reversed(facts.identity.references)))
    return tuple(known_id_hash(program.keyring, pair_id, token) for token in list(tokens)[:_MOST_REFERENCES])
