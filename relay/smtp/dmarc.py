"""DMARC (RFC 7489): whether the domain of From publishes a policy, and the facts satisfy it."""

from dataclasses import dataclass

from relay.smtp.dkim_signatures import SignatureFact
from relay.smtp.organisation import Alignment, organisational_domain
from relay.smtp.resolver import DnsTroubleError, Resolver
from relay.smtp.verdict import Result


@dataclass(frozen=True, slots=True)
class DmarcRecord:
    """The alignment modes of a published record; what a domain asks to be done is no concern here."""

    strict_dkim: bool
    strict_spf: bool

    def accepts_dkim(self, how: Alignment) -> bool:
        """Return whether a DKIM pass at this alignment satisfies the record."""
        return how is Alignment.EXACT or (how is Alignment.ORGANISATION and not self.strict_dkim)

    def accepts_spf(self, how: Alignment) -> bool:
        """Return whether an SPF pass at this alignment satisfies the record."""
        return how is Alignment.EXACT or (how is Alignment.ORGANISATION and not self.strict_spf)


async def published_record(domain: str, resolver: Resolver) -> DmarcRecord | None:
    """Find the record that holds for ``domain`` (section 6.6.3); None where there is none.

    Raises DnsTroubleError.
    """
    for name in dict.fromkeys((domain, organisational_domain(domain))):
        records = [read for text in await resolver.texts(f"_dmarc.{name}") if (read := _read(text))]
        if len(records) == 1:
            return records[0]
        if records:
            return None  # more than one: the policy is not applied
    return None


def _read(text: bytes) -> DmarcRecord | None:
    tags: dict[bytes, bytes] = {}
    for index, item in enumerate(text.split(b";")):
        name, equals, value = (part.strip() for part in item.partition(b"="))
        if index == 0 and (name, equals, value) != (b"v", b"=", b"DMARC1"):
            return None
        tags.setdefault(name.lower(), value.lower())
    return DmarcRecord(strict_dkim=tags.get(b"adkim") == b"s", strict_spf=tags.get(b"aspf") == b"s")


async def dmarc_facts(
    domain: str,
    signatures: tuple[SignatureFact, ...],
    spf: Result,
    spf_alignment: Alignment,
    resolver: Resolver,
) -> tuple[Result, tuple[Result, ...]]:
    """Return what DMARC says, and the results of those signatures that its alignment mode accepts."""
    try:
        record = await published_record(domain, resolver)
    except DnsTroubleError:
        # An exact match satisfies whatever policy it turns out to be.
        exact = tuple(fact.result for fact in signatures if fact.alignment is Alignment.EXACT)
        if Result.PASS in exact:
            return Result.PASS, exact
        return Result.TEMPORARY, tuple(fact.result for fact in signatures)
    if record is None:
        return Result.NONE, tuple(fact.result for fact in signatures)
    accepted = tuple(fact.result for fact in signatures if record.accepts_dkim(fact.alignment))
    spf_passes = spf is Result.PASS and record.accepts_spf(spf_alignment)
    return Result.PASS if spf_passes or Result.PASS in accepted else Result.FAIL, accepted
