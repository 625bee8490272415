"""Who may write (DESIGN section 6): one pure decision over the facts that DNS or the front MTA gave."""

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """Result of one method (RFC 8601 section 2.7), reduced to what changes the verdict."""

    PASS = "pass"
    FAIL = "fail"
    NONE = "none"  # not published, not signed, not checked, or not to be believed
    TEMPORARY = "temporary"


class AuthVerdict(StrEnum):
    """Whether the address in From is proven."""

    PASS = "pass"
    FAIL = "fail"
    TEMPORARY = "temporary"  # answer 451 4.4.3


class AuthMethod(StrEnum):
    """What a pass rests on."""

    DMARC = "dmarc"  # DMARC pass that rests on an aligned DKIM signature
    DKIM = "dkim"  # aligned DKIM of a domain without DMARC
    SPF = "spf"  # SPF alone, of a domain that is listed as binding users to addresses
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AuthFacts:
    """What is known about a message's author.

    ``dmarc`` is what DMARC says for the domain of From. ``aligned_dkim`` are the results of those
    signatures alone whose domain is aligned with it. ``spf`` is the result for MAIL FROM (never
    for HELO). ``envelope_is_author``: envelope sender and From are the same address.
    ``spf_binds_users``: the domain is listed as letting each user send as themselves alone.
    """

    dmarc: Result
    aligned_dkim: tuple[Result, ...]
    spf: Result
    envelope_is_author: bool
    spf_binds_users: bool


@dataclass(frozen=True, slots=True)
class AuthResult:
    """Verdict, what it rests on, and ``detail`` for the record: results only, no address, no domain."""

    verdict: AuthVerdict
    method: AuthMethod
    detail: str


def verdict(facts: AuthFacts) -> tuple[AuthVerdict, AuthMethod]:
    """Decide whether the author is proven.

    A pass of SPF alone (also a DMARC pass that rests on it) proves a domain, not a user: a school's
    other accounts would pass too (CASES D28). Trouble counts only where its end could be a pass.
    """
    usable = facts.dmarc in {Result.PASS, Result.NONE}
    if usable and Result.PASS in facts.aligned_dkim:
        return AuthVerdict.PASS, AuthMethod.DMARC if facts.dmarc is Result.PASS else AuthMethod.DKIM
    spf_counts = facts.spf_binds_users and facts.envelope_is_author
    if usable and spf_counts and facts.spf is Result.PASS:
        return AuthVerdict.PASS, AuthMethod.SPF
    hopeful = Result.TEMPORARY in facts.aligned_dkim or (spf_counts and facts.spf is Result.TEMPORARY)
    proof_waits_for_dmarc = facts.dmarc is Result.TEMPORARY and (
        Result.PASS in facts.aligned_dkim or (spf_counts and facts.spf is Result.PASS)
    )
    if hopeful or proof_waits_for_dmarc:
        return AuthVerdict.TEMPORARY, AuthMethod.NONE
    return AuthVerdict.FAIL, AuthMethod.NONE
