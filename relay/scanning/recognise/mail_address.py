"""Mail addresses, plainly written and spelled out."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.reading import Reading
from relay.scanning.spoken import spoken_addresses

_ADDRESS = pattern(r"[a-z0-9][a-z0-9.!#$%&'*+/=?^_`{|}~-]*@[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+")
_EXAMPLE = pattern(
    r"^(?:name|your\.?name|you|user|username|someone|somebody|me|first\.?last|firstname\.lastname|jane|john|nombre|tu\.?nombre"
    r"|abc|test|email|info)@(?:example|email|domain|company|sample|yourdomain|ejemplo|test)\.(?:com|org|net|edu)$"
)
_MOST = 200  # addresses in one text that are looked at one by one


def find_addresses(passage: Passage, program_domain: str, allowed: frozenset[str]) -> Iterator[Match]:
    """Yield mail addresses that are not the program's and not ``allowed`` (lower case)."""
    seen: list[tuple[int, int]] = []
    for count, match in enumerate(_ADDRESS.finditer(passage.text)):
        if count >= _MOST:
            break
        seen.append((match.start(), match.end()))
        address = match.group(0).lower().rstrip(".-")
        if not _is_allowed(address, program_domain, allowed):
            yield Match(Category.PII_EMAIL, match.start(), match.end(), "a mail address", 1.0)
    for address, start, end in spoken_addresses(Reading(passage.text)):
        inside = any(a < end and start < b for a, b in seen)
        if not inside and not _is_allowed(address, program_domain, allowed):
            seen.append((start, end))
            yield Match(Category.PII_EMAIL, start, end, "a mail address that is spelled out", 0.9, read_as=address)


def _is_allowed(address: str, program_domain: str, allowed: frozenset[str]) -> bool:
    domain = address.rpartition("@")[2]
    if program_domain and (domain == program_domain or domain.endswith("." + program_domain)):
        return True
    return address in allowed or _EXAMPLE.match(address) is not None
