"""A raw SMTP client that sends exactly the octets a test gives it."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

_PATIENCE_SECONDS = 10.0


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what has no event of its own; fails after ten seconds."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.001)


@dataclass
class Dialogue:
    """An open connection; ``async with await Dialogue.open(port) as client``."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int, *, host: str = "127.0.0.1", read_banner: bool = True) -> Self:
        reader, writer = await asyncio.open_connection(host, port)
        client = cls(reader, writer)
        if read_banner:
            assert (await client.reply()).startswith("220 ")
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await self.writer.wait_closed()

    def reset(self) -> None:
        """Vanish: the server gets RST instead of FIN."""
        connection: socket.socket = self.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def write(self, octets: bytes) -> None:
        self.writer.write(octets)

    async def reply(self) -> str:
        """Return the next reply, its lines joined by newlines; ``""`` when the server has closed."""
        lines = []
        while True:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                line = await self.reader.readline()
            lines.append(line.decode().rstrip("\r\n"))
            if line[3:4] != b"-":
                return "\n".join(lines)

    async def say(self, command: str | bytes) -> str:
        self.write((command if isinstance(command, bytes) else command.encode()) + b"\r\n")
        return await self.reply()

    async def closed(self) -> bool:
        """Wait until the server has closed its side; True unless it says something first."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            try:
                return await self.reader.read(1) == b""
            except ConnectionError:
                return True

    async def envelope(self, sender: str, recipient: str) -> None:
        assert (await self.say("EHLO client.example")).startswith("250")
        assert (await self.say(f"MAIL FROM:<{sender}>")).startswith("250")
        assert (await self.say(f"RCPT TO:<{recipient}>")).startswith("250")

    async def data(self, octets: bytes) -> str:
        """Say DATA and send ``octets`` as they are; return the reply to them."""
        assert (await self.say("DATA")).startswith("354")
        self.write(octets)
        return await self.reply()

    async def start_tls(self, context: ssl.SSLContext) -> None:
        assert (await self.say("STARTTLS")).startswith("220")
        await self.writer.start_tls(context, server_hostname="localhost")
