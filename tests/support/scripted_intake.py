"""An intake for tests of the ingress: keeps what it is given, and can fail or wait at each phase."""

import asyncio
from dataclasses import dataclass, field

from relay.smtp import replies
from relay.smtp.protocol import IncomingMail, Reply
from relay.smtp.verp import RecipientKind, classify_recipient

DOMAIN = "mail.example.org"


@dataclass
class ScriptedIntake:
    """``gate`` holds every message back until it is set; ``trouble`` is raised at the phase it names."""

    domain: str = DOMAIN
    reply: Reply = field(default_factory=lambda: replies.queued("m_1"))
    trouble: dict[str, Exception] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    mails: list[IncomingMail] = field(default_factory=list)
    peers: list[str] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    async def recipient(self, address: str, peer: str) -> Reply | None:
        self.peers.append(peer)
        if "recipient" in self.trouble:
            raise self.trouble["recipient"]
        kind = classify_recipient(address, self.domain).kind
        if kind is RecipientKind.FOREIGN:
            return replies.NOT_OUR_DOMAIN
        return replies.UNKNOWN_ADDRESS if kind is RecipientKind.UNKNOWN else None

    async def message(self, mail: IncomingMail) -> Reply:
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if "message" in self.trouble:
            raise self.trouble["message"]
        self.mails.append(mail)
        self.finished.set()
        return self.reply
