"""Who claims to have written a message: what the ingress must know before anything else.

Two parsers must agree, this package's strict one and the standard library's: a From that two
programs read differently is the classic forgery (CASES D3 to D7).
"""

import email.policy
import re
from email.headerregistry import AddressHeader

from relay.mime.address_list import addresses_in, strict_single_address
from relay.mime.charset import without_controls
from relay.mime.entity import Entity, Splitter
from relay.mime.fields import Header, message_ids, read_header
from relay.mime.parameters import read_value
from relay.mime.tree import DEFAULT_LIMITS, AutomaticMarkers, ReadLimits, SenderIdentity
from relay.mime.words import header_text
from relay.model.address import normal_form
from relay.model.errors import InvalidInputError

_SAYS_REPLY = re.compile(rb"method\s{0,8}=\s{0,8}\"?reply", re.IGNORECASE)
_LONGEST_FROM = 2000  # a longer one costs the standard library seconds (CASES C12, B57)


def read_identity(raw: bytes, limits: ReadLimits = DEFAULT_LIMITS) -> SenderIdentity:
    """Read who claims to write, and what else of the header the ingress needs. Never raises."""
    header = top_header(raw, limits)
    address, why = _author(header)
    ids = message_ids(header.first("message-id"))
    return SenderIdentity(
        address=address,
        why_unreadable=why,
        message_id=ids[0] if ids else "",
        subject=header_text(header.first("subject")),
        date=header_text(header.first("date")),
        recipients=recipients(header, limits),
        in_reply_to=message_ids(header.first("in-reply-to")),
        references=message_ids(header.first("references")),
        automatic=automatic_markers(header, calendar_reply=_is_calendar_reply(raw[: limits.size], limits)),
    )


def _is_calendar_reply(raw: bytes, limits: ReadLimits) -> bool:
    # Nearly no mail says so, and only then it is taken apart.
    return bool(_SAYS_REPLY.search(raw)) and holds_calendar_reply(Splitter(raw, limits).split(0, len(raw)))


def holds_calendar_reply(entity: Entity) -> bool:
    """Return whether a part of ``entity``, but no attached file, is the answer of a calendar program (CASES A36)."""
    if entity.children:
        return any(holds_calendar_reply(child) for child in entity.children)
    is_reply = entity.content_type == "text/calendar" and entity.parameters.get("method", "").lower() == "reply"
    return is_reply and entity.disposition != "attachment"


def top_header(raw: bytes, limits: ReadLimits) -> Header:
    """Read the header block of the whole message."""
    return read_header(raw, 0, len(raw), most_bytes=limits.header_bytes, most_fields=limits.fields)


def _author(header: Header) -> tuple[str | None, str]:
    values = header.all("from")
    if len(values) != 1:
        return None, "there is no From header" if not values else "there is more than one From header"
    if len(header.all("sender")) > 1:
        return None, "there is more than one Sender header"
    if len(values[0]) > _LONGEST_FROM:
        return None, "From is too long"
    try:
        value = values[0].decode("utf-8")
    except UnicodeDecodeError:
        value = values[0].decode("latin-1")  # a display name in an old charset; addresses stay ASCII
    address, why = strict_single_address(value)
    if address is not None and _library_reading(value) != address:
        return None, "From can be read in two ways"
    return address, why


def _library_reading(value: str) -> str | None:
    """Return the one address that the standard library reads; None for none, several or a crash."""
    try:
        header = email.policy.default.header_factory("From", value)
        if not isinstance(header, AddressHeader) or len(header.groups) != 1 or header.groups[0].display_name:
            return None
        addresses = header.addresses
        return normal_form(addresses[0].addr_spec) if len(addresses) == 1 else None
    except InvalidInputError:
        return None
    except Exception:  # noqa: BLE001 - it raises IndexError, AttributeError, ValueError on real mail (CASES C)
        return None


def recipients(header: Header, limits: ReadLimits) -> tuple[str, ...]:
    """Return the normal forms of what stands in To and Cc, at most ``limits.addresses`` and one."""
    values = [*header.all("to"), *header.all("cc")]
    found: dict[str, None] = {}
    for value in values:
        found |= dict.fromkeys(addresses_in(without_controls(value.decode("utf-8", "replace")), limits.addresses))
    return tuple(found)[: limits.addresses + 1]


def automatic_markers(header: Header, *, calendar_reply: bool) -> AutomaticMarkers:
    """Collect the exact header values by which automatic mail is told (RFC 3834)."""
    content_type = read_value(header.first("content-type"))
    return AutomaticMarkers(
        auto_submitted=_token(header.first("auto-submitted")),
        precedence=_token(header.first("precedence")),
        list_id=bool(header.first("list-id")),
        content_type=content_type.token,
        report_type=content_type.parameters.get("report-type", "").lower(),
        calendar_reply=calendar_reply,
    )


def _token(value: bytes) -> str:
    return header_text(value).partition(";")[0].partition("(")[0].strip().lower()
