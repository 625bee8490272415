"""A whole mail house on the loopback: Postfix in front, the relay, Postfix behind, milters, DNS, and the world.

world ──▶ front (Postfix, OpenDKIM, OpenDMARC) ──▶ relay ──▶ smarthost (Postfix, OpenDKIM) ──▶ sink
"""

import asyncio
import json
import shutil
import smtplib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.support.dns import DnsServer
from tests.support.milters import RESOLVER, milter, resolving_at
from tests.support.ports import free_port
from tests.support.postfix import PostfixInstance
from tests.support.relay_process import AUTHSERV_ID, DOMAIN, RelayProcess
from tests.support.signing import Signer
from tests.support.sink import Received, Sink

# Whose mail comes from here is from outside; 127.0.0.1 is the relay itself, which the milters leave alone.
CLIENT = "127.0.0.9"
SCHOOL = Signer("school.example")  # p=reject
MENTORS = Signer("mentors.example")  # p=none
OWN = Signer(DOMAIN, selector="relay1")
_PATIENCE_SECONDS = 20.0
_POLL_SECONDS = 0.05
T = TypeVar("T")


@dataclass(frozen=True)
class House:
    """What runs, and the ids of the pairs by mentor and student: Greta and Tim, Omar and Lucía, Greta and Lucía."""

    front: PostfixInstance
    relay: RelayProcess
    smarthost: PostfixInstance
    sink: Sink
    dns: DnsServer
    pairs: dict[tuple[str, str], dict[str, Any]]
    token: str

    def mask(self, seen: str, by: str) -> str:
        """Return the address under which ``by`` writes to ``seen``: "greta", "tim" …"""
        for (mentor, student), pair in self.pairs.items():
            if (seen, by) == (mentor, student):
                return str(pair["mentor"]["masked_address"])
            if (by, seen) == (mentor, student):
                return str(pair["student"]["masked_address"])
        raise KeyError((seen, by))

    async def send(self, raw: bytes, sender: str, *recipients: str) -> str:
        """Send from outside to the front; return the reply that decided, with its code."""
        return await asyncio.to_thread(_send, self.front.port, raw, sender, recipients)

    async def arrived(self, recipient: str, text: bytes) -> Received:
        """Wait until the world has a mail to ``recipient`` with ``text`` in it."""

        async def look() -> Received | None:
            return next((m for m in self.sink.received if m.recipients == (recipient,) and text in m.data), None)

        return await eventually(look, lambda: f"{self.smarthost.log_text()}{self.front.log_text()}")

    async def items(self, path: str) -> list[dict[str, Any]]:
        """Ask the API for a list, as Ada."""
        answer = await asyncio.to_thread(self.relay.api, "GET", path, self.token)
        assert answer.status == 200, answer
        items: list[dict[str, Any]] = answer.body["items"]
        return items

    async def front_is_empty(self) -> None:
        """Wait until nothing waits in the front's queue."""

        async def look() -> bool | None:
            queued = await asyncio.to_thread(self.front.queued)
            return True if "is empty" in queued else None

        await eventually(look, self.front.log_text)

    async def refusals(self) -> list[str]:
        """Return why mail was refused so far, in order."""
        events = await self.items("/audit/events?action=intake.refused&limit=200")
        return [event["details"]["why"] for event in events]


async def eventually(look: Callable[[], Awaitable[T | None]], tell: Callable[[], str]) -> T:
    """Return what ``look`` finds once it finds something; fail with what ``tell`` says."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (found := await look()) is None:  # noqa: ASYNC110 - what is waited for happens in other processes
                await asyncio.sleep(_POLL_SECONDS)
            return found
    except TimeoutError:
        raise AssertionError(f"waited in vain; the log says: {tell()[-4000:]}") from None


@asynccontextmanager
async def open_house(directory: Path) -> AsyncIterator[House]:
    """Start everything, in ``directory``, and end it."""
    async with AsyncExitStack() as stack:
        dns = await stack.enter_async_context(DnsServer(host=RESOLVER, port=53))
        sink = await stack.enter_async_context(Sink())
        _publish(dns)
        smarthost_port = free_port()
        relay = await asyncio.to_thread(_new_relay, directory / "relay", smarthost_port)
        stack.callback(relay.kill)
        signer, judge = _start_milters(stack, directory)
        ours: dict[str, Any] = {
            "prefix": resolving_at(directory),
            "mentor_relay_domain": DOMAIN,
            "mentor_relay_address": f"[127.0.0.1]:{relay.smtp_port}",
            "myhostname": AUTHSERV_ID,
        }
        behind: dict[str, Any] = {"mentor_relay_signer": signer, "relayhost": f"[127.0.0.1]:{sink.port}"}
        smarthost = PostfixInstance("postfix-smarthost", directory / "smarthost", smarthost_port, **ours, **behind)
        before: dict[str, Any] = {"smtpd_milters": f"{signer}, {judge}"}
        front = PostfixInstance("postfix-front", directory / "front", free_port(), **ours, **before)
        (pairs, token), *_ = await asyncio.gather(
            asyncio.to_thread(_fill_and_serve, relay),
            asyncio.to_thread(stack.enter_context, smarthost),
            asyncio.to_thread(stack.enter_context, front),
        )
        yield House(front, relay, smarthost, sink, dns, pairs, token)


def _start_milters(stack: AsyncExitStack, directory: Path) -> tuple[str, str]:
    """Return where OpenDKIM and OpenDMARC listen, as Postfix wants it."""
    directory.chmod(0o755)  # their own users, and Postfix's, go through it
    signer, judge = free_port(), free_port()
    # Our DNS has no DNSSEC, and temporary directories lie under /tmp, which others write too.
    here = {"Nameservers": RESOLVER, "TrustAnchorFile": None, "RequireSafeKeys": "no"}
    own = {"Domain": DOMAIN, "Selector": OWN.selector, "KeyFile": str(_own_key(directory))}
    stack.enter_context(milter("opendkim", directory, signer, {"AuthservID": AUTHSERV_ID} | here | own))
    trusted = {"AuthservID": AUTHSERV_ID, "TrustedAuthservIDs": AUTHSERV_ID}
    stack.enter_context(milter("opendmarc", directory, judge, trusted))
    return f"inet:127.0.0.1:{signer}", f"inet:127.0.0.1:{judge}"


def _publish(dns: DnsServer) -> None:
    for signer, policy in ((SCHOOL, "reject"), (MENTORS, "none")):
        dns.publish(signer.name, signer.record)
        dns.publish(f"_dmarc.{signer.domain}", f"v=DMARC1; p={policy}")
    for domain in (SCHOOL.domain, MENTORS.domain, "plain.example", "evil.example"):
        dns.publish(domain, f"10 mx.{domain}.", kind="MX")
        dns.publish(f"mx.{domain}", CLIENT, kind="A")
    dns.publish(OWN.name, OWN.record)
    dns.publish("9.0.0.127.in-addr.arpa", "client.example.", kind="PTR")
    dns.publish("client.example", CLIENT, kind="A")


def _new_relay(directory: Path, smarthost_port: int) -> RelayProcess:
    directory.mkdir()
    environment = {
        "MENTOR_RELAY__SMTP__FRONT_QUEUES": "true",
        "MENTOR_RELAY__SMTP__TRUSTED_NETWORKS": json.dumps(["127.0.0.1/32"]),
    }
    return RelayProcess(directory, smarthost_port, environment=environment)


def _fill_and_serve(relay: RelayProcess) -> tuple[dict[tuple[str, str], dict[str, Any]], str]:
    greta, omar = ("greta@mentors.example", "Greta", "Lindqvist"), ("omar@mentors.example", "Omar", "Haddad")
    tim, lucia = (
        ("tim@school.example", "Tim", "Okonkwo", "2010"),
        ("lucia@school.example", "Lucía", "Fernández", "2010"),
    )
    pairs = relay.people(("River", *greta, *tim), ("River", *omar, *lucia), ("River", *greta, *lucia))
    token = relay.staff("ada@staff.example", "administrator")
    relay.start()
    return {(_name(pair["mentor"]), _name(pair["student"])): pair for pair in pairs}, token


def _name(member: dict[str, str]) -> str:
    return member["email"].partition("@")[0]


def _own_key(directory: Path) -> Path:
    path = directory / "relay1.private"
    path.write_bytes(OWN.private)
    path.chmod(0o600)
    shutil.chown(path, "opendkim")
    return path


def _send(port: int, raw: bytes, sender: str, recipients: tuple[str, ...]) -> str:
    with smtplib.SMTP(
        "127.0.0.1", port, local_hostname="client.example", timeout=60, source_address=(CLIENT, 0)
    ) as client:
        client.ehlo("client.example")
        code, text = client.mail(sender, [f"SIZE={len(raw)}"])
        for recipient in recipients:
            if code == 250:
                code, text = client.rcpt(recipient)
        if code == 250:
            code, text = client.docmd("DATA")
        if code == 354:
            client.send(raw + b".\r\n")  # as they are: smtplib would mend bare line ends
            code, text = client.getreply()
    return f"{code} {text.decode('ascii', 'replace')}"
