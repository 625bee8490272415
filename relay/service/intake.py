"""Intake: what the SMTP server asks at RCPT and at the end of DATA (DESIGN sections 6 and 13).

The questions come in one order: authentication of From, membership of the pair, state of the
pair, rate and backlog, repeat. Before each permanent refusal of somebody who is registered, the
text is checked for a crisis; on a hit the mail is taken, held and alerted.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from relay.model.category import Category
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.model.ids import new_id
from relay.model.people import Admission
from relay.scanning.quick import crisis_check
from relay.service import refusals
from relay.service.admission import Facts, examine
from relay.service.capacity import Capacity
from relay.service.drafting import Filing, draft_mail
from relay.service.program import Program
from relay.service.role_mail import store_role_mail
from relay.smtp import replies
from relay.smtp.authentication import AuthenticatorProtocol
from relay.smtp.protocol import IncomingMail, Reply
from relay.smtp.verdict import AuthMethod, AuthResult, AuthVerdict
from relay.smtp.verp import RecipientKind, classify_recipient
from relay.store.incoming import Draft, Stored, store_drafts
from relay.store.outgoing import delivery_of_help_token, delivery_of_verp_token
from relay.store.people import find_mask
from relay.store.unit import Unit
from relay.store.writer import Writer

_ROLE_ADDRESSES = frozenset({RecipientKind.CONCERN, RecipientKind.ABUSE, RecipientKind.POSTMASTER})
_CRISIS_CHECKS_AT_ONCE = 2
_CRISIS_CHECK_SECONDS = 20.0
NOBODY = AuthResult(AuthVerdict.FAIL, AuthMethod.NONE, "no single readable author")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A permanent no. ``check``: look for a crisis first; ``reasons`` hold the mail if there is one."""

    reply: Reply
    why: str
    reasons: tuple[str, ...] = ()
    of_pair: bool = True


class Intake:
    """The use case that the SMTP ingress is handed. Lives in one event loop."""

    def __init__(
        self,
        program: Program,
        writer: Writer,
        authenticator: AuthenticatorProtocol,
        capacity: Capacity,
        wake: asyncio.Event,
    ) -> None:
        """``wake`` is set after each commit of a new message, for the scan worker."""
        self._program = program
        self._writer = writer
        self._authenticator = authenticator
        self._capacity = capacity
        self._wake = wake
        self._record_refusals = partial(refusals.record_refusals, program)
        # Threads of its own: a hostile mail that is slow to read must not keep others waiting.
        self._crisis_threads = ThreadPoolExecutor(_CRISIS_CHECKS_AT_ONCE, thread_name_prefix="crisis-check")

    async def recipient(self, address: str, peer: str) -> Reply | None:
        """Answer RCPT: only our own domain, only addresses that exist."""
        recipient = classify_recipient(address, self._program.domain)
        if recipient.kind is RecipientKind.FOREIGN:
            return replies.NOT_OUR_DOMAIN
        if recipient.kind in _ROLE_ADDRESSES or self._front_queues(peer):
            return None
        known = await asyncio.to_thread(self._exists, recipient.kind, recipient.token)
        return None if known else replies.UNKNOWN_ADDRESS

    async def message(self, mail: IncomingMail) -> Reply:
        """Answer the end of DATA; 250 only after the commit that holds the message."""
        facts = await asyncio.to_thread(examine, self._program, mail)
        auth = await self._authenticate(mail, facts)
        match facts.recipient.kind:
            case RecipientKind.MASK if facts.party.pair is not None:
                return await self._to_mask(mail, facts, auth)
            case RecipientKind.CONCERN | RecipientKind.ABUSE | RecipientKind.POSTMASTER:
                return await self._to_role(mail, facts, auth)
            case RecipientKind.HELP if facts.party.delivery is not None:
                return await self._to_help(mail, facts, auth)
            case RecipientKind.VERP if facts.party.delivery is not None:
                return await self._take(mail, facts, auth, Filing(), role_mail=True)
            case _:
                return await self._refuse(mail, facts, auth, _Refusal(replies.UNKNOWN_ADDRESS, "unknown_address"))

    async def _to_mask(self, mail: IncomingMail, facts: Facts, auth: AuthResult) -> Reply:
        if auth.verdict is AuthVerdict.TEMPORARY:
            return replies.DNS_TROUBLE
        if (refusal := self._objection(facts, auth)) is not None:
            return await self._refuse(mail, facts, auth, refusal)
        reasons: tuple[str, ...] = ()
        if auth.verdict is not AuthVerdict.PASS:
            reasons = (Category.SYSTEM_UNAUTHENTICATED,)
        return await self._take(mail, facts, auth, Filing(reasons))

    def _objection(self, facts: Facts, auth: AuthResult) -> _Refusal | None:
        member = facts.party.author is not None
        if auth.verdict is not AuthVerdict.PASS:
            held = self._program.settings.sender_authentication.unauthenticated == "hold" and member
            if not held:
                reasons = (Category.SYSTEM_UNAUTHENTICATED,)
                return _Refusal(replies.NOT_AUTHENTICATED, "unauthenticated", reasons, of_pair=member)
        if not member:
            return _Refusal(replies.NOT_A_MEMBER, "not_a_member", (Category.SYSTEM_RECIPIENTS,), of_pair=False)
        if facts.admission is Admission.REFUSE:
            reason = facts.pair_reason
            lines = self._program.settings.relay.crisis_lines
            reply = replies.closed_to_you(refusals.friendly_text(reason, facts.role or Role.STUDENT, lines))
            return _Refusal(reply, refusals.refusal_name(reason), (reason,) if reason else ())
        return None

    async def _to_role(self, mail: IncomingMail, facts: Facts, auth: AuthResult) -> Reply:
        if auth.verdict is AuthVerdict.TEMPORARY and facts.registered:
            return replies.DNS_TROUBLE  # whether a member's concern freezes must not hang on the DNS
        proven = auth.verdict is AuthVerdict.PASS and facts.party.author is not None
        return await self._take(mail, facts, auth, Filing(of_pair=proven), role_mail=True)

    async def _to_help(self, mail: IncomingMail, facts: Facts, auth: AuthResult) -> Reply:
        if facts.automatic:
            return await self._take(mail, facts, auth, Filing(of_pair=False), role_mail=True)
        if auth.verdict is AuthVerdict.TEMPORARY:
            return replies.DNS_TROUBLE
        if auth.verdict is not AuthVerdict.PASS:
            reasons = (Category.SYSTEM_UNAUTHENTICATED,)
            refusal = _Refusal(replies.NOT_AUTHENTICATED, "unauthenticated", reasons, of_pair=False)
            return await self._refuse(mail, facts, auth, refusal)
        if facts.party.author is None:
            refusal = _Refusal(replies.NOT_A_MEMBER, "not_a_member", (Category.SYSTEM_RECIPIENTS,), of_pair=False)
            return await self._refuse(mail, facts, auth, refusal)
        return await self._take(mail, facts, auth, Filing(), role_mail=True)

    async def _authenticate(self, mail: IncomingMail, facts: Facts) -> AuthResult:
        if facts.identity.address is None:
            return NOBODY
        domain = facts.identity.address.rpartition("@")[2]
        return await self._authenticator.authenticate(mail, domain, facts.identity.address)

    async def _refuse(self, mail: IncomingMail, facts: Facts, auth: AuthResult, refusal: _Refusal) -> Reply:
        if facts.registered:
            crisis = await self._crisis_in(mail, facts)
            if crisis:
                # Where a family shares the address, nobody knows which of them wrote.
                alone = facts.registered[0] if len(facts.registered) == 1 else None
                filing = Filing((*refusal.reasons, *crisis), refusal.of_pair, alone)
                return await self._take(mail, facts, auth, filing)
        front_queues = self._front_queues(mail.peer)
        # Beyond the limit nothing is recorded: the log must not grow at a stranger's will.
        if not self._capacity.too_many_refusals(mail.peer, facts.recipient.token):
            note = refusals.Refused(facts, auth, refusal.why, refusal.reply.text, told_by_us=front_queues)
            await asyncio.wrap_future(self._writer.submit(self._record_refusals, note))
        if front_queues:
            return replies.queued(new_id("r", mail.received_at, self._program.store.random_bytes))
        return refusal.reply

    async def _crisis_in(self, mail: IncomingMail, facts: Facts) -> tuple[str, ...]:
        """Return the crisis categories of a mail that would be refused; what takes too long to read is held."""
        check = asyncio.get_running_loop().run_in_executor(self._crisis_threads, crisis_check, mail.raw, facts.policy)
        try:
            async with asyncio.timeout(_CRISIS_CHECK_SECONDS):
                return _categories(await asyncio.shield(check))
        except TimeoutError:
            return (Category.SYSTEM_SCAN_FAILED,)

    async def _take(
        self, mail: IncomingMail, facts: Facts, auth: AuthResult, filing: Filing, *, role_mail: bool = False
    ) -> Reply:
        """Take a mail, or say "later": the questions of backlog and rate come last but for the repeat."""
        if (busy := await self._capacity.refusal()) is not None:
            return busy
        # A forger must not use up what the person whom they name may send.
        author = facts.party.author if auth.verdict is AuthVerdict.PASS else None
        bucket = f"to {facts.recipient.kind}" if role_mail else f"to {facts.recipient.token}"
        if (limited := self._capacity.sender_refusal(author, mail.peer, bucket)) is not None:
            return limited
        return await self._store(mail, facts, auth, filing, role_mail=role_mail)

    async def _store(
        self, mail: IncomingMail, facts: Facts, auth: AuthResult, filing: Filing, *, role_mail: bool = False
    ) -> Reply:
        draft = await asyncio.to_thread(draft_mail, self._program, mail, facts, auth, filing)
        stored = await self._commit(draft, facts, auth, role_mail=role_mail)
        self._wake.set()
        return replies.queued(stored.message_id)

    async def _commit(self, draft: Draft, facts: Facts, auth: AuthResult, *, role_mail: bool) -> Stored:
        if not role_mail:
            return await asyncio.wrap_future(self._writer.submit(store_drafts, draft))

        def apply(unit: Unit, items: Sequence[Draft]) -> list[Stored]:
            return [store_role_mail(unit, item, facts, auth) for item in items]

        return await asyncio.wrap_future(self._writer.submit(apply, draft))

    def _exists(self, kind: RecipientKind, token: str) -> bool:
        with self._program.store.read() as session:
            match kind:
                case RecipientKind.MASK:
                    return find_mask(session, token) is not None
                case RecipientKind.HELP:
                    return delivery_of_help_token(session, token) is not None
                case RecipientKind.VERP:
                    return delivery_of_verp_token(session, token) is not None
                case _:
                    return False

    def _front_queues(self, peer: str) -> bool:
        return self._program.settings.smtp.front_queues and self._capacity.trusts(peer)


def _categories(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.category for finding in findings))
