"""Accepted messages per second: our ingress beside an empty stock aiosmtpd, in one run.

Both only take the message and answer 250, so the ratio is the price of our checks (line ends,
budget, replies). Each server runs in a process of its own; rounds alternate, so that a machine
that slows down slows both. What archive and database cost is measured by the end-to-end bench.

    python bench/ingress.py [--connections 50] [--messages 2000] [--size 2048] [--rounds 5]
"""

import argparse
import asyncio
import multiprocessing
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from aiosmtpd.smtp import SMTP, Envelope, Session

from relay.smtp import replies
from relay.smtp.protocol import IncomingMail, Reply
from relay.smtp.server import Ingress, IngressSettings

_DOMAIN = "mail.example.org"
_COMMANDS = (
    b"EHLO bench.example",
    b"MAIL FROM:<greta@school.example>",
    b"RCPT TO:<abcdefghjkmnpq@%s>" % _DOMAIN.encode(),
)


class _Empty:
    """Takes everything, for stock aiosmtpd and for our ingress alike."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return "250 2.0.0 OK"

    async def recipient(self, _address: str, _peer: str) -> Reply | None:
        return None

    async def message(self, _mail: IncomingMail) -> Reply:
        return replies.OK


async def _serve_stock() -> int:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(_Empty(), hostname="mx", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0, backlog=512
    )
    port: int = server.sockets[0].getsockname()[1]
    loop.bench_server = server  # type: ignore[attr-defined] # kept alive
    return port


async def _serve_ours() -> int:
    ingress = Ingress(IngressSettings(("127.0.0.1:0",), "mx", _DOMAIN), _Empty(), lambda: datetime.now(UTC))
    await ingress.start()
    asyncio.get_running_loop().bench_server = ingress  # type: ignore[attr-defined] # kept alive
    return ingress.addresses[0][1]


def _serve(start: Callable[[], object], ready: Connection) -> None:
    async def run() -> None:
        ready.send(await start())  # type: ignore[misc]
        await asyncio.Event().wait()

    asyncio.run(run())


async def _client(port: int, messages: int, per_connection: int, wire: bytes) -> None:
    sent = 0
    while sent < messages:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
        for _ in range(min(per_connection, messages - sent)):
            for command in (*_COMMANDS, b"DATA"):
                writer.write(command + b"\r\n")
                while (await reader.readline())[3:4] == b"-":
                    pass
            writer.write(wire)
            answer = await reader.readline()
            if not answer.startswith(b"250"):
                raise SystemExit(f"refused: {answer.decode()}")
            sent += 1
        writer.write(b"QUIT\r\n")
        await reader.readline()
        writer.close()


async def _round(port: int, options: argparse.Namespace) -> float:
    body = (b"x" * 74 + b"\r\n") * (options.size // 76 + 1)
    wire = b"From: greta@school.example\r\nSubject: bench\r\n\r\n" + body[: options.size - 2] + b"\r\n.\r\n"
    wire = wire.replace(b"\r\r\n", b"\r\n")
    share: int = options.messages // options.connections
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(options.connections):
            group.create_task(_client(port, share, options.per_connection, wire))
    return float(share * options.connections) / (time.perf_counter() - began)


def main() -> None:
    """Run alternate rounds and print both rates and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--messages", type=int, default=2000, help="a round")
    parser.add_argument("--per-connection", type=int, default=20)
    parser.add_argument("--size", type=int, default=2048, help="octets of the body")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    ports, processes = {}, []
    for name, start in (("stock", _serve_stock), ("ours", _serve_ours)):
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(start, there), daemon=True)
        process.start()
        processes.append(process)
        ports[name] = here.recv()
    rates: dict[str, list[float]] = {name: [] for name in ports}
    for _ in range(options.rounds):
        for name, port in ports.items():
            rates[name].append(asyncio.run(_round(port, options)))
    for process in processes:
        process.terminate()
        process.join()
    for name, measured in rates.items():
        print(f"{name:6} {statistics.median(measured):8.0f} messages/s (of {', '.join(f'{r:.0f}' for r in measured)})")
    ratio = statistics.median(o / s for o, s in zip(rates["ours"], rates["stock"], strict=True))
    print(f"ours / stock: {ratio:.2f} at {options.connections} connections, {options.size} octets")


if __name__ == "__main__":
    main()
