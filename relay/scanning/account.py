"""Whether a message was sent as its writer usually sends: a help for the monitor, who may see a borrowed account."""

from collections.abc import Sequence
from email.utils import parsedate_tz

from relay.mime.tree import MessageTree
from relay.model.category import Category, Severity
from relay.model.finding import Finding, finding_about_message
from relay.model.sending import Sending, compare, told

_LONGEST_DATE = 100  # characters; RFC 5322 section 3.3 needs forty
_FARTHEST_ZONE = 14 * 3600  # seconds
_HOURS = range(24)


def sending_of(tree: MessageTree) -> Sending:
    """Return how a message was sent, as far as its header tells."""
    zone, hour = _clock(tree.fields.date)
    return Sending(tree.fields.program, zone, hour)


def _clock(date: str) -> tuple[int | None, int | None]:
    """Return zone (minutes east of UTC; None for UTC) and hour of a Date header; None for what cannot be read."""
    try:
        moment = parsedate_tz(date) if len(date) <= _LONGEST_DATE else None
    except (ValueError, TypeError, IndexError, OverflowError):  # as the library does for odd ones
        return None, None
    if moment is None or moment[3] not in _HOURS:
        return None, None
    offset = moment[9] or 0
    return (None, None) if abs(offset) > _FARTHEST_ZONE else (offset // 60 or None, moment[3])


def account_findings(earlier: Sequence[Sending], new: Sending) -> tuple[Finding, ...]:
    """Return what tells that ``new`` is unlike ``earlier`` of the same writer; it never holds, whatever the policy."""
    unlike = compare(new, earlier)
    if not unlike.anything:
        return ()
    sentence = told(unlike, by_utc=new.zone is None)
    return (finding_about_message(Category.ACCOUNT_UNFAMILIAR, Severity.INFO, sentence),)
