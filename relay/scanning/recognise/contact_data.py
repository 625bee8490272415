"""What reaches or opens something: numbers, addresses, user names, links, ids and secrets."""

from collections.abc import Iterator

from relay.model.policy import ScanPolicy
from relay.scanning.passage import Match, Passage
from relay.scanning.recognise.credential import find_credentials
from relay.scanning.recognise.credential_context import find_credentials_in_context
from relay.scanning.recognise.handle import find_handles
from relay.scanning.recognise.handle_context import find_handles_in_context
from relay.scanning.recognise.identifier import IdentifierFinder
from relay.scanning.recognise.identifier_context import find_identifiers_in_context
from relay.scanning.recognise.link import LinkFinder
from relay.scanning.recognise.mail_address import find_addresses
from relay.scanning.recognise.number_riddle import find_number_riddles
from relay.scanning.recognise.phone import find_phones
from relay.scanning.recognise.street import find_streets
from relay.scanning.recognise.street_context import find_streets_in_context


class ContactData:
    """All recognisers of contact data under one policy."""

    def __init__(self, policy: ScanPolicy) -> None:
        """Take the policy's public contacts and lists of domains."""
        self._policy = policy
        self._identifiers = IdentifierFinder()
        self._contacts = frozenset(c.lower() for c in policy.public_contacts)
        self._numbers = frozenset(_digits(c) for c in policy.public_contacts if _digits(c))

    def find(self, passage: Passage, program_domain: str, masks: frozenset[str]) -> Iterator[Match]:
        """Yield contact data in a passage; ``masks`` give nothing away, wherever they stand."""
        yield from find_phones(passage, self._numbers)
        yield from find_number_riddles(passage)
        yield from find_addresses(passage, program_domain, self._contacts | masks)
        yield from find_handles(passage)
        yield from find_handles_in_context(passage)
        yield from find_streets(passage)
        yield from find_streets_in_context(passage)
        yield from find_credentials(passage)
        yield from find_credentials_in_context(passage)
        yield from self._identifiers.find(passage)
        yield from find_identifiers_in_context(passage)
        policy = self._policy
        links = LinkFinder(policy.link_domains_known, policy.link_domains_suspicious, program_domain)
        yield from links.find(passage)


def _digits(text: str) -> str:
    digits = "".join(character for character in text if character.isdigit())
    return digits.removeprefix("1") if len(digits) == 11 else digits
