"""The scan worker: takes received messages from the store, has them scanned, commits the decision.

Every step can be killed and run again: until the decision is committed the message is `received`,
and its lease runs out.
"""

import asyncio
from collections.abc import Sequence

from relay.model.category import Category, Severity
from relay.model.errors import TemporaryError
from relay.model.finding import Finding, finding_about_message
from relay.scanning.workers import ScanFailedError, ScanPool
from relay.service import events
from relay.service.last_resort import hold_unscanned
from relay.service.leases import LEASE, Worker
from relay.service.material import Materials
from relay.service.program import Program
from relay.service.verdicts import Scanned, apply_scans
from relay.store.incoming import (
    ScanLease,
    claim_received,
    count_failed_scans,
    extend_scan_leases,
    give_back_scans,
)
from relay.store.unit import Unit
from relay.store.writer import Writer

_MOST_LOSSES = 5  # a message at which the server itself died so often is not scanned again


class ScanWorker(Worker[ScanLease]):
    """Scans what waits, a bounded number of messages at once."""

    def __init__(
        self, program: Program, writer: Writer, pool: ScanPool, *, owner: str, at_once: int, approved: asyncio.Event
    ) -> None:
        """``approved`` is set when messages may wait for delivery; ``owner`` names the leases."""
        super().__init__(writer, owner=owner, at_once=at_once)
        self._materials = Materials(program)
        self._pool = pool
        self._approved = approved

        def commit(unit: Unit, items: Sequence[Scanned]) -> Sequence[object]:
            return apply_scans(program, unit, items)

        def hold_bare(unit: Unit, items: Sequence[ScanLease]) -> list[bool]:
            return [hold_unscanned(program, unit, item) for item in items]

        self._commit, self._hold_bare = commit, hold_bare

    def claim(self, unit: Unit, limit: int) -> list[ScanLease]:
        """Lease messages that wait."""
        return claim_received(unit, self.owner, LEASE, limit)

    def extend(self, unit: Unit, items: Sequence[ScanLease]) -> None:
        """Keep the leases of messages that are being scanned."""
        extend_scan_leases(unit, self.owner, [item.message_id for item in items], LEASE)

    def give_back(self, unit: Unit, items: Sequence[ScanLease]) -> None:
        """Free messages whose scan was left."""
        give_back_scans(unit, self.owner, items)

    def count_failure(self, unit: Unit, items: Sequence[ScanLease]) -> None:
        """Note that not even holding a message succeeded."""
        count_failed_scans(unit, self.owner, items)

    async def work(self, item: ScanLease) -> None:
        """Scan one message and commit the decision; whatever fails, it is held.

        Trouble that passes leaves it to the next lease: nothing is wrong with the message.
        """
        try:
            scanned = await self._scan(item) if item.losses < _MOST_LOSSES else _failed(item)
        except TemporaryError:
            raise
        except Exception as error:  # noqa: BLE001 - what throws is set aside, never dropped
            events.scan_failed(item.message_id, error)
            scanned = _failed(item)
        try:
            await self.write(self._commit, scanned)
        except TemporaryError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            events.scan_failed(item.message_id, error)
            await self._hold(item)
        self._approved.set()

    async def _hold(self, item: ScanLease) -> None:
        """Hold a message whose decision could not be committed; at the last without any key."""
        try:
            await self.write(self._commit, _failed(item))
        except TemporaryError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            events.scan_failed(item.message_id, error)
            await self.write(self._hold_bare, item)

    async def _scan(self, lease: ScanLease) -> Scanned:
        material = await asyncio.to_thread(self._materials.load, lease.message_id)
        try:
            report = await self._pool.scan(material.raw, material.context, material.group)
        except ScanFailedError as error:
            events.scan_failed(lease.message_id, error)
            return _failed(lease, material.own_findings)
        findings = (*report.findings, *material.own_findings)
        return Scanned(
            lease, findings, report.versions, report.stop, report.pictures, material.signatures,
            report.message, frozenset(features.message for features in material.context.earlier),
            report.clamd_trouble,
        )  # fmt: skip


def _failed(lease: ScanLease, findings: tuple[Finding, ...] = ()) -> Scanned:
    failure = finding_about_message(
        Category.SYSTEM_SCAN_FAILED, Severity.HIGH, "The scanner could not read this message; nobody has checked it."
    )
    return Scanned(lease, (*findings, failure), "none")
