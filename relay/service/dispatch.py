"""The delivery worker: builds what goes out, checks once more that it may, records the attempt, sends.

Killed anywhere, it begins again from the store: what is sent is built anew from the archive, with
the same Message-ID, and a duplicate is preferred to a loss.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from relay.masking.frame import MaskingError
from relay.model.category import Category, Severity
from relay.model.decision import Outcome
from relay.model.errors import InvalidInputError, TemporaryError
from relay.model.finding import finding_about_message
from relay.model.message import MessageEvent, MessageState, next_state
from relay.scanning.workers import ScanPool
from relay.service import events
from relay.service.building import Built, build_notice, build_relay, why_unsafe
from relay.service.changes import changes_to_text
from relay.service.circumstances import Objections, objections_now, pair_standing
from relay.service.last_resort import hold_bare
from relay.service.leases import LEASE, Worker
from relay.service.outcomes import Attempted, apply_outcomes, give_up_letter
from relay.service.program import Program
from relay.service.raising import raise_alert
from relay.service.relaying import Plan, plan
from relay.service.verdicts import add_decision, note_findings, occasion_of, tell_held
from relay.smtp.protocol import SendKind, SendOutcome, Transport
from relay.store.archive import keep_changes, keep_outgoing, outgoing_chunks
from relay.store.outgoing import (
    DeliveryLease,
    begin_attempt,
    cancel,
    claim_due,
    count_failed_deliveries,
    extend_leases,
    give_back_deliveries,
    leased_delivery,
)
from relay.store.people import load_pair
from relay.store.schema import Delivery, DeliveryKind, DeliveryState, Message
from relay.store.store import translated
from relay.store.thread_map import note_given_id
from relay.store.unit import Unit
from relay.store.writer import Writer

_MOST_LOSSES = 20  # deaths and failures without an end; trouble that passes and attempts do not count


@dataclass(frozen=True, slots=True)
class _Begin:
    """Everything that the transaction before an attempt needs."""

    lease: DeliveryLease
    plan: Plan
    built: Built
    chunks: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Blocked:
    """A relay that must not go out: the finding that says why, or the reason alone."""

    lease: DeliveryLease
    category: Category
    explanation: str


class DispatchWorker(Worker[DeliveryLease]):
    """Delivers what is due, a bounded number at once."""

    def __init__(
        self,
        program: Program,
        writer: Writer,
        pool: ScanPool,
        transport: Transport,
        *,
        owner: str,
        at_once: int,
    ) -> None:
        """Masking runs in ``pool``, whose processes a hostile mail may kill; ``transport`` sends."""
        super().__init__(writer, owner=owner, at_once=at_once)
        self._program = program
        self._pool = pool
        self._transport = transport

        def begin(unit: Unit, items: Sequence[_Begin]) -> list[str | None]:
            return [_begin(program, unit, item) for item in items]

        def block(unit: Unit, items: Sequence[_Blocked]) -> list[bool]:
            return [_block(program, unit, item) for item in items]

        def outcome(unit: Unit, items: Sequence[Attempted]) -> list[DeliveryState]:
            return apply_outcomes(program, unit, items)

        self._begin, self._block, self._outcome = begin, block, outcome

    def claim(self, unit: Unit, limit: int) -> list[DeliveryLease]:
        """Lease deliveries that are due."""
        return claim_due(unit, self.owner, LEASE, limit)

    def extend(self, unit: Unit, items: Sequence[DeliveryLease]) -> None:
        """Keep the leases of deliveries that are being sent."""
        extend_leases(unit, self.owner, [item.delivery_id for item in items], LEASE)

    def give_back(self, unit: Unit, items: Sequence[DeliveryLease]) -> None:
        """Free deliveries that were left."""
        give_back_deliveries(unit, self.owner, items)

    def count_failure(self, unit: Unit, items: Sequence[DeliveryLease]) -> None:
        """Note that what became of a delivery could not be written down."""
        count_failed_deliveries(unit, self.owner, items)

    async def work(self, item: DeliveryLease) -> None:
        """Build, check, record and send one delivery; what cannot be built is held again."""
        try:
            begun = await self._prepare(item)
        except TemporaryError:
            raise
        except Exception as error:  # noqa: BLE001 - what throws is set aside, never dropped
            events.delivery_failed(item.delivery_id, error)
            await self.write(self._block, _why_blocked(item, error))
            return
        if begun is None:
            return
        attempt_id, planned, built = begun
        outcome = await self._send(planned, built)
        events.delivery_outcome(item.delivery_id, outcome.kind.value, outcome.code)
        await self.write(self._outcome, Attempted(item, attempt_id, outcome))

    async def _prepare(self, item: DeliveryLease) -> tuple[str, Plan, Built] | None:
        """Do all that stands before the connection; None where the delivery is not to be tried any more."""
        if item.losses >= _MOST_LOSSES:
            raise MaskingError("whoever tried it before came to no end")
        planned = await asyncio.to_thread(plan, self._program, item)
        if planned is None:
            return None
        built = await self._build(planned)
        chunks = await asyncio.to_thread(
            outgoing_chunks, self._program.keyring, item.delivery_id, planned.key_id, built.data
        )
        attempt_id = await self.write(self._begin, _Begin(item, planned, built, chunks))
        return (attempt_id, planned, built) if attempt_id is not None else None

    async def _build(self, planned: Plan) -> Built:
        if planned.letter is not None:
            return await asyncio.to_thread(build_notice, planned.letter)
        if planned.relay is None:
            raise MaskingError("there is nothing to build")
        return await self._pool.call(build_relay, planned.relay)

    async def _send(self, planned: Plan, built: Built) -> SendOutcome:
        try:
            return await self._transport.send(planned.envelope_from, planned.recipient, built.data)
        except InvalidInputError:
            return SendOutcome(SendKind.PERMANENT, text="the address or the message must not go on the wire")
        except Exception as error:  # noqa: BLE001 - unknown trouble is temporary
            events.worker_trouble("transport", error)
            return SendOutcome(SendKind.TEMPORARY)


def _begin(program: Program, unit: Unit, item: _Begin) -> str | None:
    """Record an attempt, if the message may still go out; the last question before the connection."""
    delivery = leased_delivery(unit.session, item.lease)
    if delivery is None:
        return None
    if delivery.kind is DeliveryKind.RELAY:
        message = unit.session.get_one(Message, delivery.message_id, with_for_update={"key_share": True})
        if message.state is not MessageState.APPROVED:
            cancel(unit, delivery)
            unit.record("delivery.cancelled", delivery.id, message=message.id)
            return None
        objections = _objections(program, unit, message)
        if objections.reasons:
            _hold_again(program, unit, delivery, message, objections)
            return None
        if item.plan.relay is not None:
            note_given_id(unit, message, item.plan.relay.reader.role, item.plan.relay.frame.message_id)
    keep_outgoing(unit, delivery, item.built.data, item.chunks)
    if item.built.changes is not None:
        keep_changes(unit, delivery, changes_to_text(item.built.changes))
    attempt = begin_attempt(unit, delivery)
    unit.record("delivery.attempted", delivery.id, number=attempt.number, message=delivery.message_id)
    return attempt.id


def _objections(program: Program, unit: Unit, message: Message) -> Objections:
    """Ask about gates and the state of the pair once more, as they are now."""
    if message.pair_id is None:
        return Objections((Category.SYSTEM_RECIPIENTS,))
    view = load_pair(unit.session, message.pair_id)
    author = view.mentor if message.author_id == view.mentor.id else view.student
    return objections_now(
        pair_standing(unit, view, program.policy_for(view.group.name)),
        author.role,
        unit.now,
        overrules_freeze=message.release_overrides_freeze,
    )


def _hold_again(program: Program, unit: Unit, delivery: Delivery, message: Message, objections: Objections) -> None:
    cancel(unit, delivery)
    message.state = next_state(message.state, MessageEvent.HELD_AGAIN)
    message.reasons = list(objections.reasons)
    message.not_before = None
    message.version += 1
    released_by = message.released_by
    message.released_by = None
    message.release_overrides_freeze = False
    note_findings(unit, message, objections.findings)
    add_decision(unit, message, Outcome.HOLD, policy_version=_policy_version(program, unit, message))
    unit.record("message.held", message.id, reasons=message.reasons, delivery=delivery.id)
    if released_by is not None:
        raise_alert(unit, occasion_of(message), severity=Severity.MEDIUM)
    else:
        tell_held(program, unit, message)


def _policy_version(program: Program, unit: Unit, message: Message) -> str:
    view = load_pair(unit.session, message.pair_id) if message.pair_id else None
    return program.policy_for(view.group.name if view else None).version


def _block(program: Program, unit: Unit, item: _Blocked) -> bool:
    """Hold a message again that could not be made safe; staff hear of a notice that could not be built."""
    delivery = leased_delivery(unit.session, item.lease)
    if delivery is None:
        return False
    if delivery.kind is not DeliveryKind.RELAY:
        give_up_letter(unit, delivery)
        return True
    message = unit.session.get_one(Message, delivery.message_id, with_for_update={"key_share": True})
    if message.state is not MessageState.APPROVED:
        cancel(unit, delivery)
        unit.record("delivery.cancelled", delivery.id, message=message.id)
        return True
    try:
        with translated(), unit.savepoint():
            finding = finding_about_message(item.category, Severity.HIGH, item.explanation)
            _hold_again(program, unit, delivery, message, Objections((item.category,), (finding,)))
    except TemporaryError:
        raise
    except Exception as error:  # noqa: BLE001 - its key may be gone: it is held all the same
        events.delivery_failed(delivery.id, error)
        unit.session.refresh(delivery)
        unit.session.refresh(message)
        cancel(unit, delivery)
        hold_bare(program, unit, message, MessageEvent.HELD_AGAIN, item.category)
    return True


def _why_blocked(lease: DeliveryLease, error: Exception) -> _Blocked:
    return _Blocked(lease, *why_unsafe(error))
