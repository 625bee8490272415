"""SPF (RFC 7208) by pyspf, whose hook for DNS is one global function: set here, once, and nowhere else."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import dns.rdata
import spf

from relay.smtp import events
from relay.smtp.resolver import DnsTroubleError, Resolver
from relay.smtp.verdict import Result

_SECONDS = 20.0  # for all look-ups of one check (section 4.6.4)

_Answers = list[tuple[tuple[str, str], Any]]
_lookup: ContextVar[Callable[[str, str], _Answers]] = ContextVar("spf_lookup")


def _hook(name: str, qtype: str, *_strict_and_timeout: object) -> _Answers:
    return _lookup.get()(name, qtype)


# Each check runs in a thread with a context of its own, so concurrent checks keep their resolvers.
spf.DNSLookup = _hook

_RESULTS = {"pass": Result.PASS, "none": Result.NONE, "temperror": Result.TEMPORARY}


async def check_mail_from(peer: str, envelope_from: str, helo: str, resolver: Resolver) -> Result:
    """Check whether ``peer`` may send for the domain of ``envelope_from``.

    The identity of HELO is never checked: it says nothing about a user (CASES D19), so the null
    sender is NONE.
    """
    if "@" not in envelope_from:
        return Result.NONE
    loop = asyncio.get_running_loop()

    def lookup(name: str, qtype: str) -> _Answers:
        asked = asyncio.run_coroutine_threadsafe(resolver.records(name, qtype), loop)
        try:
            records = asked.result(_SECONDS)
        except (DnsTroubleError, TimeoutError) as error:
            raise spf.TempError("DNS") from error
        return [((name, qtype), value) for record in records if (value := _value(record, qtype))]

    def check() -> str:
        _lookup.set(lookup)
        query = spf.query(i=peer, s=envelope_from, h=helo, receiver="relay", querytime=_SECONDS)
        return str(query.check()[0])

    try:
        outcome = await asyncio.wait_for(asyncio.to_thread(check), _SECONDS + 1)
    except TimeoutError as error:
        events.authentication_trouble("spf", error)
        return Result.TEMPORARY
    except Exception as error:  # noqa: BLE001 - pyspf raises whatever on odd records
        events.authentication_trouble("spf", error)
        return Result.NONE
    return _RESULTS.get(outcome, Result.FAIL)


def _value(record: dns.rdata.Rdata, qtype: str) -> Any:  # noqa: ANN401 - the shapes are pyspf's
    match qtype:
        case "A" | "AAAA":
            return record.address  # type: ignore[attr-defined]
        case "MX":
            return (record.preference, record.exchange.to_text(True))  # type: ignore[attr-defined] # noqa: FBT003
        case "PTR":
            return record.target.to_text(True)  # type: ignore[attr-defined] # noqa: FBT003
        case "TXT":
            return record.strings  # type: ignore[attr-defined]
        case _:
            return None
