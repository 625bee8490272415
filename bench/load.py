"""A load of SMTP: many connections, each sending one message after the other, from its own process."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from tests.support.relay_process import verdict

_TEXTS = (
    "Thank you for the book. I am on chapter four, where they cross the river in the old boat.",
    "What did you think of the experiment with the salt water? Ours took two days to dry.",
    "Good luck with the match. Tell me how the new drill went.",
    "I asked our engineer about your question. She says that the arch carries most of the load.",
    "The robot turns left now. It still stops in front of the door, and nobody knows why.",
)


@dataclass(frozen=True)
class Route:
    """Who writes, and to which mask."""

    sender: str
    mask: str


def messages(routes: Sequence[Route], count: int, run: str) -> list[tuple[Route, bytes]]:
    """Return ``count`` different clean mails of about 2 KB; ``run`` keeps them apart from other runs'."""
    made = []
    for number in range(count):
        route = routes[number % len(routes)]
        mail = EmailMessage()
        mail["From"], mail["To"] = route.sender, route.mask
        mail["Subject"] = f"Week {number % 40}"
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{run}.{number}@{route.sender.rpartition('@')[2]}>"
        lines = [_TEXTS[(number + line) % len(_TEXTS)] for line in range(17)]
        mail.set_content(f"Hi,\n\nthis is note {number}.\n" + "\n".join(lines) + "\n")
        made.append((route, verdict(route.sender, "pass") + mail.as_bytes(policy=SMTP)))
    return made


async def send_all(port: int, load: Sequence[tuple[Route, bytes]], connections: int) -> float:
    """Send everything over ``connections`` at once; return the seconds it took. Fails on any reply but 250."""
    shares = [load[start::connections] for start in range(connections)]
    begun = time.perf_counter()
    await asyncio.gather(*(_session(port, share) for share in shares if share))
    return time.perf_counter() - begun


async def send_one(port: int, route: Route, raw: bytes) -> None:
    """Send one message over a connection of its own."""
    await _session(port, [(route, raw)])


async def _session(port: int, share: Sequence[tuple[Route, bytes]]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await _expect(reader, b"220")
    await _say(reader, writer, b"EHLO load.example\r\n", b"250")
    for route, raw in share:
        await _say(reader, writer, f"MAIL FROM:<{route.sender}>\r\n".encode(), b"250")
        await _say(reader, writer, f"RCPT TO:<{route.mask}>\r\n".encode(), b"250")
        await _say(reader, writer, b"DATA\r\n", b"354")
        await _say(reader, writer, raw + b".\r\n", b"250")
    writer.write(b"QUIT\r\n")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def _say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes, expected: bytes) -> None:
    writer.write(data)
    await writer.drain()
    await _expect(reader, expected)


async def _expect(reader: asyncio.StreamReader, expected: bytes) -> None:
    while True:
        line = await reader.readline()
        if line[3:4] != b"-":
            break
    if not line.startswith(expected):
        raise RuntimeError(f"expected {expected!r}, got {line!r}")
