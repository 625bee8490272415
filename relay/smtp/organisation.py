"""Which domains belong together: alignment of DMARC (RFC 7489 section 3.1) over one pinned list.

The public-suffix list is the one inside the ``publicsuffixlist`` package, pinned with it by the
lock file; nothing is fetched.
"""

from enum import StrEnum
from functools import cache

from publicsuffixlist import PublicSuffixList

from relay.model.address import domain_a_label
from relay.model.errors import InvalidInputError


class Alignment(StrEnum):
    """How near a proven domain is to the domain of From."""

    EXACT = "exact"
    ORGANISATION = "organisation"  # relaxed: both under one registered domain
    NONE = "none"


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def organisational_domain(domain: str) -> str:
    """Return the registered domain that ``domain`` (A-labels, lower case) is under.

    A public suffix is an organisation by itself: a provider such as 1password.com is one, and its
    customers' domains are not aligned with each other (CASES D18).
    """
    return _suffixes().privatesuffix(domain) or domain


def alignment(author_domain: str, proven_domain: str) -> Alignment:
    """Compare a domain that DKIM or SPF proved, as it was written, with the domain of From (A-labels)."""
    try:
        proven = domain_a_label(proven_domain.rstrip("."))
    except InvalidInputError:
        return Alignment.NONE
    if proven == author_domain:
        return Alignment.EXACT
    if organisational_domain(proven) == organisational_domain(author_domain):
        return Alignment.ORGANISATION
    return Alignment.NONE
