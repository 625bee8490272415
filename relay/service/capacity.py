"""Capacity: when the relay says "later", and to whom (limits of relay.toml). Never "no"."""

import asyncio
import ipaddress
import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from relay.config.quantities import Rate
from relay.service.program import Program
from relay.smtp import replies
from relay.smtp.protocol import Reply
from relay.smtp.rate import RateLimiter
from relay.store.incoming import Backlog, backlog
from relay.store.schema import Participant

_LOOK_AGAIN = timedelta(seconds=1)


@dataclass(slots=True)
class _Reading:
    at: datetime
    refusal: Reply | None


class Capacity:
    """Backlog, disk and rates; the database is asked at most once a second."""

    def __init__(self, program: Program) -> None:
        """Take the limits from the program's settings."""
        limits = program.settings.limits
        self._program = program
        self._limits = limits
        self._senders = _limiter(limits.messages_per_sender)
        self._peers = _limiter(limits.messages_per_peer)
        self._refusals = _limiter(limits.messages_per_peer)
        self._trusted = program.settings.smtp.trusted_networks
        self._last: _Reading | None = None
        self._looking = asyncio.Lock()

    async def refusal(self) -> Reply | None:
        """Return why no mail can be taken right now, None if it can."""
        async with self._looking:  # whoever comes meanwhile waits for the same answer
            now = self._program.now()
            if self._last is None or now - self._last.at >= _LOOK_AGAIN:
                self._last = _Reading(now, await asyncio.to_thread(self._look, now))
            return self._last.refusal

    def sender_refusal(self, author: Participant | None, peer: str, bucket: str) -> Reply | None:
        """Count a message; return the reply if there were too many.

        A proven author is counted by name. A client host is counted too, but not a front MTA, which
        speaks for many: what it brings of unproven senders is counted by ``bucket``, the place it
        is for.
        """
        if author is not None and not self._senders.allows(author.id):
            return replies.RATE_LIMITED
        if not self.trusts(peer):
            return None if self._peers.allows(peer) else replies.RATE_LIMITED
        return None if author is not None or self._peers.allows(bucket) else replies.RATE_LIMITED

    def too_many_refusals(self, peer: str, bucket: str) -> bool:
        """Count a refusal, apart from what is taken; return whether there were too many to record another."""
        return not self._refusals.allows(bucket if self.trusts(peer) else peer)

    def trusts(self, peer: str) -> bool:
        """Return whether the client is one of ``smtp.trusted_networks``."""
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address.version == network.version and address in network for network in self._trusted)

    def _look(self, now: datetime) -> Reply | None:
        if self._free_disk() < self._limits.min_free_disk:
            return replies.DISK_LOW
        most = self._limits.backlog_messages
        with self._program.store.read() as session:
            waiting = backlog(session, most + 1 if most else 1)
        return replies.BACKLOG if self._overdue(waiting, now) else None

    def _overdue(self, waiting: Backlog, now: datetime) -> bool:
        most, age = self._limits.backlog_messages, self._limits.backlog_age
        too_many = bool(most) and waiting.messages > most
        too_old = age is not None and waiting.oldest is not None and now - waiting.oldest > age
        return too_many or too_old

    def _free_disk(self) -> int:
        directory = self._program.settings.relay.data_dir.resolve()
        while not directory.exists():  # with PostgreSQL and a smarthost nothing may have been written yet
            directory = directory.parent
        disk = os.statvfs(directory)
        return disk.f_bavail * disk.f_frsize


def _limiter(rate: Rate | None) -> RateLimiter:
    return RateLimiter(rate.count, rate.period.total_seconds()) if rate is not None else RateLimiter(0, 0)
