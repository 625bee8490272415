"""A DNS server on loopback, over UDP and TCP, that serves what a test publishes and can fail.

Answers are real DNS messages: large ones are truncated over UDP, so that the client comes again
over TCP.
"""

import asyncio
import struct
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

_TTL = 60
_PLAIN_UDP = 512


@dataclass
class DnsServer:
    """``async with DnsServer() as dns: dns.publish("_dmarc.school.example", "v=DMARC1; p=reject")``.

    Names in ``broken`` are answered SERVFAIL, those in ``silent`` not at all. ``asked`` are the
    questions so far, as ``(name, type)``. Without a ``port`` some free one is taken.
    """

    zone: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0
    host: str = "127.0.0.1"

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    def publish(self, name: str, *texts: str, kind: str = "TXT") -> None:
        """Serve records of ``kind``; texts longer than 255 octets are cut into strings."""
        self.zone[name.lower(), kind] = [_quoted(text) if kind == "TXT" else text for text in texts]

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._tcp = await asyncio.start_server(self._serve_tcp, self.host, self.port)
        self.port = self._tcp.sockets[0].getsockname()[1]
        self._udp, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), local_addr=(self.host, self.port))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._udp.close()
        self._tcp.close()
        await self._tcp.wait_closed()

    def answer(self, wire: bytes, most: int | None) -> bytes | None:
        """Return the answer to a question, truncated to what the client or ``most`` allows."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name in self.silent:
            return None
        response = dns.message.make_response(query, recursion_available=True)
        if name in self.broken:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif (name, kind) in self.zone:
            response.answer.append(dns.rrset.from_text(question.name, _TTL, "IN", kind, *self.zone[name, kind]))
        elif not any(known == name or known.endswith(f".{name}") for known, _ in self.zone):
            response.set_rcode(dns.rcode.NXDOMAIN)
        answered = response.to_wire(max_size=65_535)
        if most is not None and len(answered) > max(most, query.payload):
            response.answer.clear()
            response.flags |= dns.flags.TC
            answered = response.to_wire(max_size=65_535)
        return answered

    async def _serve_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                [size] = struct.unpack("!H", await reader.readexactly(2))
                answered = self.answer(await reader.readexactly(size), None)
                if answered is not None:
                    writer.write(struct.pack("!H", len(answered)) + answered)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answered = self._server.answer(data, _PLAIN_UDP)
        if answered is not None and self._transport is not None:
            self._transport.sendto(answered, addr)


def _quoted(text: str) -> str:
    pieces = [text[start : start + 255] for start in range(0, len(text), 255)] or [""]
    return " ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)
