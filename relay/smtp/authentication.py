"""Is the author who From says? The facts are gathered here; ``relay.smtp.verdict`` decides."""

from dataclasses import dataclass
from typing import Protocol

from relay.model.address import domain_a_label, normal_form
from relay.model.errors import InvalidInputError
from relay.smtp.dkim_signatures import aligned_signatures
from relay.smtp.dmarc import dmarc_facts
from relay.smtp.front import front_facts
from relay.smtp.organisation import alignment
from relay.smtp.path import normalise_envelope
from relay.smtp.peers import Network, is_within
from relay.smtp.protocol import IncomingMail
from relay.smtp.resolver import Resolver
from relay.smtp.spf_check import check_mail_from
from relay.smtp.verdict import AuthFacts, AuthMethod, AuthResult, AuthVerdict, Result, verdict


@dataclass(frozen=True, slots=True)
class AuthSettings:
    """Whose results are believed, and under which names.

    Mail from ``trusted_networks`` was checked by the front MTA there, which writes ``authserv_id``
    into Authentication-Results, and ``authserv_id`` or ``hostname`` into its Received. Domains in
    ``spf_binds_users`` (A-labels) let each of their users send as themselves alone.
    """

    authserv_id: str
    hostname: str
    trusted_networks: tuple[Network, ...] = ()
    spf_binds_users: frozenset[str] = frozenset()


class AuthenticatorProtocol(Protocol):
    """What the intake needs of an authenticator."""

    async def authenticate(self, mail: IncomingMail, author_domain: str, author: str) -> AuthResult:
        """Say whether ``author``, the one address in From, is proven."""
        ...


class Authenticator:
    """Proves authors (DESIGN section 6), alone or behind a front MTA."""

    def __init__(self, settings: AuthSettings, resolver: Resolver) -> None:
        """Believe ``settings``, and ask ``resolver``."""
        self._settings = settings
        self._resolver = resolver

    async def authenticate(self, mail: IncomingMail, author_domain: str, author: str) -> AuthResult:
        """Say whether ``author``, the one address in From, is proven; never raises for odd mail.

        TEMPORARY is to be answered 451 4.4.3.
        """
        try:
            domain, address = domain_a_label(author_domain), normal_form(author)
        except InvalidInputError:
            return AuthResult(AuthVerdict.FAIL, AuthMethod.NONE, "from=unreadable")
        behind_front = is_within(mail.peer, self._settings.trusted_networks)
        facts = await (self._ask_front if behind_front else self._ask_dns)(mail, domain, address)
        decision, method = verdict(facts)
        return AuthResult(decision, method, _detail(facts, behind_front=behind_front))

    async def _ask_front(self, mail: IncomingMail, domain: str, author: str) -> AuthFacts:
        settings = self._settings
        found = front_facts(mail.raw, domain, mail.envelope_from, settings.authserv_id, settings.hostname)
        return AuthFacts(
            dmarc=found.dmarc,
            aligned_dkim=found.aligned_dkim,
            spf=found.spf,
            envelope_is_author=_is_author(mail, author),
            spf_binds_users=domain in settings.spf_binds_users,
        )

    async def _ask_dns(self, mail: IncomingMail, domain: str, author: str) -> AuthFacts:
        signatures = await aligned_signatures(mail.raw, domain, self._resolver, mail.received_at)
        listed = domain in self._settings.spf_binds_users
        spf = Result.NONE
        if listed and _is_author(mail, author):  # elsewhere SPF proves nothing: it is not asked for
            spf = await check_mail_from(mail.peer, mail.envelope_from, mail.helo, self._resolver)
        how = alignment(domain, mail.envelope_from.rpartition("@")[2])
        dmarc, accepted = await dmarc_facts(domain, signatures, spf, how, self._resolver)
        return AuthFacts(
            dmarc=dmarc,
            aligned_dkim=accepted,
            spf=spf,
            envelope_is_author=_is_author(mail, author),
            spf_binds_users=listed,
        )


def _is_author(mail: IncomingMail, author: str) -> bool:
    return bool(mail.envelope_from) and mail.envelope_from == normalise_envelope(author)


def _detail(facts: AuthFacts, *, behind_front: bool) -> str:
    dkim = ",".join(facts.aligned_dkim) or Result.NONE
    shape = "front" if behind_front else "own"
    return f"by={shape} dmarc={facts.dmarc} aligned_dkim={dkim} spf={facts.spf}"
