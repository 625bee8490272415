"""The API as a process serves it: uvicorn, started and stopped by whoever supervises the process."""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import uvicorn

from admin_api import events
from admin_api.app import create_app
from relay.config.endpoints import Endpoint
from relay.model.errors import ConfigurationError, RelayError
from relay.service.exporting.worker import ExportWorker
from relay.service.idempotency import forget_old
from relay.service.program import Program

DRAIN_SECONDS: Final = 20
_MAX_CONNECTIONS: Final = 512
_HEADER_BYTES: Final = 16 * 1024
_BACKLOG: Final = 256
_FORGET_SECONDS: Final = 24 * 3600
_FORGET_AT_ONCE: Final = 1000


class _Server(uvicorn.Server):
    """A server that leaves signals to its supervisor and says when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        events.listening(len(self.servers))
        self._on_ready()


async def serve_api(
    program: Program,
    *,
    on_ready: Callable[[], None],
    stop_event: asyncio.Event,
    sockets: Sequence[socket.socket] | None = None,
) -> None:
    """Serve the API, and make the exports asked for, until ``stop_event`` is set; answer what is begun and return.

    It listens where ``api.listen`` says, or on ``sockets`` (bound; they are closed). ``on_ready``
    is called once connections are taken. Requests that are not answered within DRAIN_SECONDS of
    the stop are cut off; what they changed is whole or not there. Raises ConfigurationError where
    the address cannot be listened on.
    """
    listeners = list(sockets) if sockets is not None else [_bind(program.settings.api.listen)]
    server = _Server(_configure(program), on_ready)
    ended = asyncio.Event()
    stopping = asyncio.create_task(_stop_when(stop_event, server, ended))
    exporting = asyncio.create_task(ExportWorker(program).run(ended))
    forgetting = asyncio.create_task(_forget_answers(program, ended))
    try:
        await server.serve(sockets=listeners)
    finally:
        stopping.cancel()
        ended.set()
        await exporting
        await forgetting
    events.stopped()


def _bind(endpoint: Endpoint) -> socket.socket:
    try:
        return socket.create_server(
            (endpoint.host, endpoint.port), family=_family(endpoint.host), reuse_port=False, backlog=_BACKLOG
        )
    except OSError as error:
        raise ConfigurationError(
            f"api.listen: cannot listen on {endpoint} ({os.strerror(error.errno or 0).lower()});"
            " set api.listen, or MENTOR_RELAY__API__LISTEN, to a free port"
        ) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


async def _stop_when(stop: asyncio.Event, server: uvicorn.Server, ended: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
    ended.set()


async def _forget_answers(program: Program, ended: asyncio.Event) -> None:
    """Delete what was kept for a day for repeated requests, at the start and then daily, until ``ended``."""
    while not ended.is_set():
        try:
            deleted = await asyncio.to_thread(forget_old, program, at_most=_FORGET_AT_ONCE)
        except RelayError as error:
            events.cleaning_failed(error)
            deleted = 0
        if deleted < _FORGET_AT_ONCE:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), _FORGET_SECONDS)


def _configure(program: Program) -> uvicorn.Config:
    # uvicorn's own lines hold IP addresses, query strings and tracebacks: ours are in events.py.
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    return uvicorn.Config(
        create_app(program),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        http="h11",
        h11_max_incomplete_event_size=_HEADER_BYTES,
        limit_concurrency=_MAX_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
