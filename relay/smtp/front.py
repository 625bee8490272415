"""What a front MTA found: Authentication-Results (RFC 8601) above the first foreign Received.

Only those count; fail closed. authres parses, as its only task.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import authres
import authres.dmarc

from relay.smtp import events
from relay.smtp.organisation import Alignment, alignment
from relay.smtp.path import normalise_envelope
from relay.smtp.verdict import Result

_parser = authres.FeatureContext(authres.dmarc)
_FIELD = re.compile(rb"([!-9;-~]+):(.*)\Z", re.DOTALL)
_LINE = re.compile(rb"\r\n(?![ \t])")
_COMMENT = re.compile(r"\([^()]*\)")
_LONGEST_FIELD = 8192
_MOST_FIELDS = 100

_DMARC = {"pass": Result.PASS, "none": Result.NONE, "temperror": Result.TEMPORARY}
_OTHER = {"pass": Result.PASS, "temperror": Result.TEMPORARY, "none": Result.NONE}


@dataclass(frozen=True, slots=True)
class FrontFacts:
    """What the front says about this author; all NONE and FAIL where it is not to be believed."""

    dmarc: Result = Result.FAIL
    aligned_dkim: tuple[Result, ...] = ()
    spf: Result = Result.NONE


@dataclass(frozen=True, slots=True)
class _Finding:
    method: str
    result: str
    properties: dict[str, str]


def front_facts(raw: bytes, author_domain: str, envelope_from: str, authserv_id: str, hostname: str) -> FrontFacts:
    """Merge all results with our ``authserv_id`` above the first Received that the front did not write.

    Without a DMARC result whose ``header.from`` is the domain that we read in From ourselves,
    nothing counts: the front would be speaking of somebody else.
    """
    own_hosts = {authserv_id.lower(), hostname.lower()}
    found: list[_Finding] = []
    for name, value in _top_fields(raw):
        if name == "received" and _written_by(value) not in own_hosts:
            break
        if name == "authentication-results":
            findings = _findings(value, authserv_id)
            if findings is None:
                return FrontFacts()
            found += findings
    dmarc = _dmarc(found, author_domain)
    if dmarc is None:
        return FrontFacts()
    return FrontFacts(dmarc, _aligned_dkim(found, author_domain), _spf(found, envelope_from))


def _top_fields(raw: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and unfolded value from the top, up to the first line that is no sound field."""
    header = raw.partition(b"\r\n\r\n")[0]
    for line in _LINE.split(header, _MOST_FIELDS)[:_MOST_FIELDS]:
        match = _FIELD.match(line)
        if match is None:
            return
        yield match[1].decode("ascii").lower(), match[2].replace(b"\r\n", b"").decode("latin-1")


def _written_by(received: str) -> str:
    """Return the host after ``by`` (RFC 5321 section 4.4), "" where the form is another."""
    if len(received) > _LONGEST_FIELD:
        return ""
    text, before = received, ""
    while text != before:
        text, before = _COMMENT.sub(" ", text), text
    words = text.partition(";")[0].lower().split()
    if words[:1] == ["from"]:
        words = words[2:]
    return words[1] if len(words) > 1 and words[0] == "by" else ""


def _findings(value: str, authserv_id: str) -> list[_Finding] | None:
    """Return what one header says: [] for another server's, None for one of ours that is odd."""
    try:
        if len(value) > _LONGEST_FIELD:
            raise ValueError  # noqa: TRY301 - as unreadable as the others
        header = _parser.parse(f"Authentication-Results: {value.strip().rstrip('; ')}")
        named = str(header.authserv_id or "")
    except Exception as error:  # noqa: BLE001 - SyntaxError of authres, UnsupportedVersionError, others
        events.authentication_trouble("front", error)
        ours = value.strip().lower().startswith(authserv_id.lower())
        return None if ours else []
    if named.lower() != authserv_id.lower():
        return []
    return [
        _Finding(
            str(result.method).lower(),
            str(result.result).lower(),
            {f"{p.type}.{p.name}".lower(): str(p.value) for p in result.properties},
        )
        for result in header.results
        if result.method and result.result
    ]


def _of(found: list[_Finding], method: str) -> list[_Finding]:
    return [finding for finding in found if finding.method == method]


def _dmarc(found: list[_Finding], author_domain: str) -> Result | None:
    results = set()
    for finding in _of(found, "dmarc"):
        named = finding.properties.get("header.from", "").rpartition("@")[2]
        if alignment(author_domain, named) is not Alignment.EXACT:
            return None
        results.add(_DMARC.get(finding.result, Result.FAIL))
    if not results:
        return None
    return results.pop() if len(results) == 1 else Result.FAIL


def _aligned_dkim(found: list[_Finding], author_domain: str) -> tuple[Result, ...]:
    results = []
    for finding in _of(found, "dkim"):
        named = finding.properties.get("header.d") or finding.properties.get("header.i", "")
        if alignment(author_domain, named.rpartition("@")[2]) is not Alignment.NONE:
            results.append(_OTHER.get(finding.result, Result.FAIL))
    return tuple(results)


def _spf(found: list[_Finding], envelope_from: str) -> Result:
    """Return the result for MAIL FROM; one for HELO, or for another sender, is none (CASES D19)."""
    results = set()
    domain = envelope_from.rpartition("@")[2]
    for finding in _of(found, "spf"):
        named = finding.properties.get("smtp.mailfrom", "")
        written = normalise_envelope(named) if "@" in named else named.lower()
        if written and written in {envelope_from, domain}:
            results.add(_OTHER.get(finding.result, Result.FAIL))
        else:
            results.add(Result.NONE)
    return results.pop() if len(results) == 1 else Result.NONE
