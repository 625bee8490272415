"""The server: the roles smtp, scan and deliver in one event loop, with one writer between them."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack
from functools import partial

from relay.model.errors import ConfigurationError, RelayError
from relay.model.roles import ServerRole
from relay.scanning.workers import ScanPool
from relay.service import events
from relay.service.alarm import alert_old_holds, send_due_alerts
from relay.service.capacity import Capacity
from relay.service.dispatch import DispatchWorker
from relay.service.intake import Intake
from relay.service.program import Program
from relay.service.scanning import ScanWorker
from relay.smtp.authentication import Authenticator, AuthSettings
from relay.smtp.client import SmarthostClient, SmarthostSettings, TlsMode
from relay.smtp.maildir import MaildirTransport
from relay.smtp.protocol import Transport
from relay.smtp.resolver import Resolver
from relay.smtp.server import Ingress, IngressSettings
from relay.store.incoming import release_scan_leases
from relay.store.outgoing import release_all_leases
from relay.store.presence import Presence
from relay.store.unit import Unit
from relay.store.writer import Writer

DRAIN_SECONDS = 12.0
_WRITERS_ON_POSTGRESQL = 4
_DELIVERIES_AT_ONCE = 20
_SCANS_A_PROCESS = 8  # leased in one commit; the pool works on one a process
_ALERT_SECONDS = 1.0
_HOLD_AGE_SECONDS = 60.0
_NUMBER_SECONDS = 0.5
_AFTER_TROUBLE_SECONDS = 1.0
_IN_WORKERS = ("relay.service.building",)


class Core:
    """Intake, scanning and delivery of one process."""

    def __init__(self, program: Program, roles: Collection[ServerRole]) -> None:
        """Wire the roles; nothing listens yet."""
        self._program = program
        self._roles = frozenset(roles)
        self._owner = f"w_{program.store.random_bytes(8).hex()}"
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self, ready: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
        """Start all roles, call ``ready``, work until ``stop`` is set, then drain.

        Raises ConfigurationError where a port is taken or the language model is missing.
        """
        async with AsyncExitStack() as stack:
            await self._start(stack)
            await ready()
            await stop.wait()
            events.draining()

    async def _start(self, stack: AsyncExitStack) -> None:
        program = self._program
        presence = await asyncio.to_thread(Presence, program.store, program.settings.relay.data_dir)
        stack.callback(presence.close)
        if presence.alone:
            await asyncio.to_thread(self._take_over)
        await asyncio.to_thread(presence.share)
        writer = Writer(program.store, threads=1 if program.store.embedded else _WRITERS_ON_POSTGRESQL)
        stack.push_async_callback(asyncio.to_thread, writer.close)
        pool = await self._start_pool(stack)
        transport = self._open_transport(stack)
        stack.push_async_callback(self._finish_tasks)  # before pool, transport and writer are closed
        scan_wake, deliver_wake = asyncio.Event(), asyncio.Event()
        if pool is not None and transport is not None:
            deliver_wake = self._start_delivery(writer, pool, transport)
        if pool is not None and ServerRole.SCAN in self._roles:
            scan = ScanWorker(
                program,
                writer,
                pool,
                owner=self._owner,
                at_once=_SCANS_A_PROCESS * pool.processes,
                approved=deliver_wake,
            )
            scan_wake = scan.wake
            self._begin("scan", partial(scan.run, self._stop))
            events.role_started(ServerRole.SCAN)
        if ServerRole.SMTP in self._roles:
            await self._start_ingress(stack, writer, scan_wake)
        self._begin("sequencer", self._number_events)

    async def _start_pool(self, stack: AsyncExitStack) -> ScanPool | None:
        if not self._roles & {ServerRole.SCAN, ServerRole.DELIVER}:
            return None
        scanning = self._program.settings.scanning
        pool = ScanPool(
            scanning.processes,
            self._program.policies,
            spacy_model=scanning.spacy_model,
            preload=_IN_WORKERS,
            clamd=scanning.clamd,
        )
        stack.push_async_callback(pool.close)
        await pool.start()
        return pool

    def _open_transport(self, stack: AsyncExitStack) -> Transport | None:
        if ServerRole.DELIVER not in self._roles:
            return None
        transport = open_transport(self._program)
        stack.push_async_callback(transport.close)
        return transport

    def _start_delivery(self, writer: Writer, pool: ScanPool, transport: Transport) -> asyncio.Event:
        worker = DispatchWorker(self._program, writer, pool, transport, owner=self._owner, at_once=_DELIVERIES_AT_ONCE)
        self._begin("deliver", partial(worker.run, self._stop))
        self._begin("alerts", partial(self._send_alerts, writer, worker.wake))
        events.role_started(ServerRole.DELIVER)
        return worker.wake

    async def _start_ingress(self, stack: AsyncExitStack, writer: Writer, wake: asyncio.Event) -> None:
        program = self._program
        intake = Intake(program, writer, open_authenticator(program), Capacity(program), wake)
        ingress = Ingress(ingress_settings(program), intake, program.now)
        await ingress.start()
        stack.push_async_callback(ingress.stop, DRAIN_SECONDS)
        events.role_started(ServerRole.SMTP)

    def _take_over(self) -> None:
        with self._program.store.write() as unit:
            release_scan_leases(unit)
            release_all_leases(unit)

    def _begin(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._tasks.append(asyncio.create_task(self._keep_going(name, work)))

    async def _keep_going(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run one of the server's loops to its end; if it fails, begin it anew: mail must not wait for ever."""
        while not self._stop.is_set():
            try:
                await work()
                break
            except Exception as error:  # noqa: BLE001 - whatever it is, the others go on too
                events.worker_trouble(name, error)
                await self._pause(_AFTER_TROUBLE_SECONDS)

    async def _finish_tasks(self) -> None:
        self._stop.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send_alerts(self, writer: Writer, wake: asyncio.Event) -> None:
        def due(unit: Unit, _: object) -> list[int]:
            return [send_due_alerts(self._program, unit)]

        def old_holds(unit: Unit, _: object) -> list[int]:
            return [alert_old_holds(self._program, unit)]

        round_number = 0
        while not self._stop.is_set():
            try:
                if round_number % int(_HOLD_AGE_SECONDS / _ALERT_SECONDS) == 0:
                    await asyncio.wrap_future(writer.submit(old_holds, None))
                if await asyncio.wrap_future(writer.submit(due, None)):
                    wake.set()
            except RelayError as error:
                events.worker_trouble("alerts", error)
            round_number += 1
            await self._pause(_ALERT_SECONDS)

    async def _number_events(self) -> None:
        while not self._program.store.embedded and not self._stop.is_set():
            try:
                numbered = await asyncio.to_thread(self._program.store.number_events)
            except RelayError as error:
                events.worker_trouble("sequencer", error)
                numbered = 0
            if not numbered:
                await self._pause(_NUMBER_SECONDS)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stop.wait()
        except TimeoutError:
            return


def open_transport(program: Program) -> Transport:
    """Return where outgoing mail goes: the smarthost, or the directory of the embedded default."""
    delivery = program.settings.delivery
    if delivery.transport == "maildir":
        return MaildirTransport(program.settings.relay.data_dir / "outbound")
    password = ""
    if delivery.auth and delivery.password_file is not None:
        try:
            password = delivery.password_file.read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise ConfigurationError(f"delivery.password_file: cannot be read: {error.strerror}") from None
    return SmarthostClient(
        SmarthostSettings(
            host=delivery.smarthost.host,
            port=delivery.smarthost.port,
            tls=TlsMode(delivery.tls),
            username=delivery.username,
            password=password,
            hostname=program.settings.smtp.hostname,
        )
    )


def open_authenticator(program: Program) -> Authenticator:
    """Return what proves senders, as the settings have it."""
    smtp, proof = program.settings.smtp, program.settings.sender_authentication
    settings = AuthSettings(
        authserv_id=smtp.authserv_id,
        hostname=smtp.hostname,
        trusted_networks=smtp.trusted_networks,
    )
    return Authenticator(settings, Resolver([str(server) for server in proof.nameservers]))


def ingress_settings(program: Program) -> IngressSettings:
    """Return how the ingress listens."""
    smtp, limits = program.settings.smtp, program.settings.limits
    return IngressSettings(
        listen=tuple(str(endpoint) for endpoint in smtp.listen),
        hostname=smtp.hostname,
        domain=program.domain,
        max_message_bytes=smtp.max_message_bytes,
        intake_bytes=limits.intake_bytes,
        connections=limits.connections,
        tls_context=_tls_context(program),
        proxy_protocol=smtp.proxy_protocol,
        trusted_networks=smtp.trusted_networks,
    )


def _tls_context(program: Program) -> ssl.SSLContext | None:
    smtp = program.settings.smtp
    if smtp.tls_certificate is None or smtp.tls_key is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(smtp.tls_certificate, smtp.tls_key)
    except (OSError, ssl.SSLError):
        raise ConfigurationError("smtp.tls_certificate, smtp.tls_key: no usable certificate with its key") from None
    return context
