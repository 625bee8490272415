"""What operators watch, in Prometheus's text format: counts and ages, nothing about a person."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from relay import __version__
from relay.model.message import MessageState
from relay.service.health import Gauges, Totals, read_totals, read_waiting
from relay.service.program import Program

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
TOTALS_SECONDS: Final = 60.0


class Metrics(Collector):
    """Reads the numbers when they are asked for; totals, which cost more, once a minute."""

    def __init__(self, program: Program, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Watch ``program``."""
        self._program = program
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._totals: Totals | None = None
        self._totals_at = 0.0
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def describe(self) -> list[GaugeMetricFamily]:
        """Name nothing beforehand, so that making this asks no database."""
        return []

    def text(self) -> bytes:
        """Return all numbers; raises TemporaryError when the database cannot be reached."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every gauge."""
        build = GaugeMetricFamily("mentor_relay_build_info", "The release that runs", labels=["version"])
        build.add_metric([__version__], 1)
        yield build
        yield from _waiting(read_waiting(self._program))
        yield from self._all()

    def _all(self) -> Iterator[GaugeMetricFamily]:
        with self._lock:
            now = self._monotonic()
            if self._totals is None or now - self._totals_at > TOTALS_SECONDS:
                self._totals, self._totals_at = read_totals(self._program), now
            totals = self._totals
        messages = GaugeMetricFamily("mentor_relay_messages", "Messages by state", labels=["state"])
        for state in MessageState:
            messages.add_metric([state], totals.messages.get(state, 0))
        yield messages
        deliveries = GaugeMetricFamily(
            "mentor_relay_deliveries", "Outgoing mails by kind and result", labels=["kind", "state"]
        )
        for (kind, result), number in sorted(totals.deliveries.items()):
            deliveries.add_metric([kind, result], number)
        yield deliveries


def _waiting(gauges: Gauges) -> Iterator[GaugeMetricFamily]:
    waiting = gauges.waiting
    for name, meaning, value in (
        ("backlog_age_seconds", "Age of the oldest message that waits for its scan", gauges.backlog_age),
        ("held_age_seconds", "Age of the oldest held message", gauges.held_age),
        ("review_pending", "Forwarded messages that wait for a look", waiting.review_pending),
        ("alerts_open", "Alerts that nobody has acknowledged", waiting.alerts_open),
        ("concerns_open", "Concerns that are not closed", waiting.concerns_open),
    ):
        yield GaugeMetricFamily(f"mentor_relay_{name}", meaning, value=value)
    queued = GaugeMetricFamily("mentor_relay_deliveries_queued", "Mails that wait to go out", labels=["kind"])
    for kind, number in sorted(waiting.deliveries.items()):
        queued.add_metric([kind], number)
    yield queued
