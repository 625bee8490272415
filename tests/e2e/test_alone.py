"""The relay alone on the internet: the real executable proves senders itself, over DNS and real keys."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import make_msgid
from pathlib import Path

import pytest

from tests.support.dialogue import Dialogue
from tests.support.dns import DnsServer
from tests.support.outside import Outside
from tests.support.relay_process import AUTHSERV_ID, RelayProcess
from tests.support.signing import Signer

pytestmark = pytest.mark.e2e

GRETA, TIM = "greta@mentors.example", "tim@school.example"
SIGNER = Signer("mentors.example")
EVIL = Signer("evil.example")


@dataclass
class Alone:
    relay: RelayProcess
    dns: DnsServer
    to_tim: str

    def mail(self, text: str = "See you at the library talk about otters.") -> bytes:
        header = (
            f"From: Greta <{GRETA}>\r\nTo: {self.to_tim}\r\nSubject: otters\r\n"
            f"Date: Mon, 23 Nov 2026 12:00:00 +0000\r\nMessage-ID: {make_msgid(domain='mentors.example')}\r\n"
        )
        return f"{header}\r\n{text}\r\n".encode()

    async def send(self, raw: bytes, recipient: str | None = None, end: bytes = b".\r\n") -> str:
        async with await Dialogue.open(self.relay.smtp_port) as client:
            await client.say("EHLO out.mentors.example")
            await client.say(f"MAIL FROM:<{GRETA}>")
            answer = await client.say(f"RCPT TO:<{recipient or self.to_tim}>")
            return await client.data(raw + end) if answer.startswith("250") else answer


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Alone]:
    directory = tmp_path / "relay"
    await asyncio.to_thread(directory.mkdir)
    async with DnsServer() as dns:
        dns.publish(SIGNER.name, SIGNER.record)
        dns.publish(EVIL.name, EVIL.record)
        dns.publish("_dmarc.mentors.example", "v=DMARC1; p=reject")
        environment = {
            "MENTOR_RELAY__SMTP__TRUSTED_NETWORKS": "[]",
            "MENTOR_RELAY__SENDER_AUTHENTICATION__NAMESERVERS": json.dumps([dns.address]),
        }
        with Outside() as outside:
            relay = await asyncio.to_thread(RelayProcess, directory, outside.port, environment=environment)
            row = ("spring", GRETA, "Greta", "Oldfield", TIM, "Tim", "Kowalczyk", "2010")
            [pair] = await asyncio.to_thread(relay.people, row)
            try:
                await asyncio.to_thread(relay.start)
                yield Alone(relay, dns, pair["student"]["masked_address"])
            finally:
                await asyncio.to_thread(relay.kill)


async def test_only_what_is_proven_gets_in(alone: Alone) -> None:
    signed = SIGNER.sign(alone.mail())
    assert (await alone.send(signed)).startswith("250 2.0.0 Queued as ")
    forged = f"Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from=mentors.example; dkim=pass\r\n".encode()
    for raw in (alone.mail(), EVIL.sign(alone.mail()), forged + alone.mail(), signed + b"appended\r\n"):
        assert (await alone.send(raw)).startswith("550 5.7.26 ")
    trouble = Signer("mentors.example", "trouble")
    alone.dns.broken.add(trouble.name)
    assert (await alone.send(trouble.sign(alone.mail()))).startswith("451 4.4.3 ")
    assert (await alone.send(signed, end=b"\n.\r\nMAIL FROM:<x@evil.example>\r\n")).startswith("550 5.5.2 ")
    domain = alone.to_tim.partition("@")[2]
    assert (await alone.send(signed, f"nobody@{domain}")).startswith("550 5.1.1 ")
    assert (await alone.send(signed, TIM)).startswith("550 5.7.1 ")
