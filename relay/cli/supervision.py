"""The server's process: signals, the roles in this process, and the API in one of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from importlib import import_module
from typing import Any

from relay.config.log import configure_logging
from relay.config.settings import Settings
from relay.model.errors import ConfigurationError
from relay.model.roles import ServerRole
from relay.service import events
from relay.service.configuration_audit import record_configuration
from relay.service.opening import open_program
from relay.service.program import Program

_API_SERVER = "admin_api.server"  # by its name: the API stands above this package
_RESTART_SECONDS = 2.0
_END_SECONDS = 25.0
_CORE = frozenset({ServerRole.SMTP, ServerRole.SCAN, ServerRole.DELIVER})


def start(settings: Settings, roles: Collection[ServerRole], *, until_eof: bool) -> None:
    """Run ``roles`` until told to end; prints ``ready`` when everything listens."""
    configure_logging(sys.stderr, environ=os.environ)
    asyncio.run(run(settings, roles, until_eof=until_eof, announce=_announce))


def _announce() -> None:
    print("ready", flush=True)  # noqa: T201 - the contract's word on stdout


async def run(
    settings: Settings, roles: Collection[ServerRole], *, until_eof: bool, announce: Callable[[], None]
) -> None:
    """Run ``roles`` until SIGTERM, SIGINT or, with ``until_eof``, the end of standard input."""
    if not until_eof:  # else the process that started this one has said it
        for warning in settings.warnings():
            events.setting_warning(warning)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if until_eof:
        loop.add_reader(sys.stdin.fileno(), _stop_at_eof, stop)
    program = await asyncio.to_thread(open_program, settings, os.environ)
    try:
        if ServerRole.API in roles and not _CORE & set(roles):
            await _serve_api(program, stop, announce)
        else:
            # The API's process of this server has the same settings: one event is enough.
            await asyncio.to_thread(record_configuration, program)
            await _serve_core(program, roles, stop, announce)
    finally:
        program.close()


def _stop_at_eof(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()


async def _serve_api(program: Program, stop: asyncio.Event, announce: Callable[[], None]) -> None:
    server: Any = import_module(_API_SERVER)
    await server.serve_api(program, on_ready=announce, stop_event=stop)


async def _serve_core(
    program: Program, roles: Collection[ServerRole], stop: asyncio.Event, announce: Callable[[], None]
) -> None:
    api = ApiProcess(program.settings) if ServerRole.API in roles else None
    api_ready = asyncio.create_task(api.start()) if api else None
    # The API's process has no need of this module; here it loads while that one starts.
    serving = await asyncio.to_thread(import_module, "relay.service.serving")

    async def ready() -> None:
        if api_ready is not None:
            await api_ready
        if not stop.is_set():
            announce()

    watching = asyncio.create_task(api.keep_running(stop)) if api else None
    try:
        await serving.Core(program, _CORE & set(roles)).run(ready, stop)
    finally:
        stop.set()
        for task in (api_ready, watching):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        if api is not None:
            await api.close()


def _ignore_interrupt() -> None:
    """Ctrl-C reaches the whole process group: the API must not die of it before it can end in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class ApiProcess:
    """The API in a process of its own: a slow request never keeps mail waiting."""

    def __init__(self, settings: Settings) -> None:
        """Prepare; nothing runs yet."""
        self._command = [sys.executable, "-m", "relay", "--config", str(settings.file)]
        self._command += ["serve", "--role", ServerRole.API.value, "--until-eof"]
        self._process: asyncio.subprocess.Process | None = None
        self._started = asyncio.Event()

    async def start(self) -> None:
        """Start it and wait until it listens. Raises ConfigurationError where it ends instead."""
        # Its standard input is our pipe: when this process dies, however it dies, the API ends too.
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, preexec_fn=_ignore_interrupt
        )
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        async for line in self._process.stdout:
            if line.strip() == b"ready":
                self._started.set()
                return
        await self._process.wait()
        raise ConfigurationError("the API did not start; what it says above tells why")

    async def keep_running(self, stop: asyncio.Event) -> None:
        """Start it again when it ends without being asked to."""
        await self._started.wait()
        while self._process is not None:
            code = await self._process.wait()
            if stop.is_set():
                return
            events.role_ended(ServerRole.API, code)
            await asyncio.sleep(_RESTART_SECONDS)
            with suppress(ConfigurationError):
                await self.start()

    async def close(self) -> None:
        """End it, and wait for that."""
        if self._process is None or self._process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
