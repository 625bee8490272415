"""Which family of mail programs wrote a message, by what such programs leave in the header.

What a program calls itself counts first, then the shape of the Message-ID, then that of the boundary. Nothing of it is
proof: whoever wants to can write any header. Every answer is one of a closed list.
"""

from relay.mime.fields import Header
from relay.model.sending import MailProgram

_LONGEST_NAME = 200  # bytes of it that are looked at
_NAMED = ("x-mailer", "user-agent")
# In X-Mailer or User-Agent, lower case; the first that stands in it counts.
_NAMES: tuple[tuple[bytes, MailProgram], ...] = (
    (b"iphone mail", MailProgram.APPLE_IOS),
    (b"ipad mail", MailProgram.APPLE_IOS),
    (b"apple mail", MailProgram.APPLE_MAC),
    (b"icloud", MailProgram.ICLOUD),
    (b"outlook", MailProgram.OUTLOOK),
    (b"ymail", MailProgram.YAHOO),
    (b"yahoo", MailProgram.YAHOO),
    (b"aol", MailProgram.AOL),
    (b"android", MailProgram.ANDROID),  # K-9, Thunderbird for Android
    (b"k-9", MailProgram.ANDROID),
    (b"fairemail", MailProgram.ANDROID),
    (b"samsung", MailProgram.ANDROID),
    (b"thunderbird", MailProgram.THUNDERBIRD),
    (b"proton", MailProgram.PROTON),
    *(
        (name, MailProgram.WEBMAIL)
        for name in (b"roundcube", b"horde", b"squirrelmail", b"zimbra", b"open-xchange", b"rainloop", b"snappymail",
                     b"sogo", b"zoho", b"webmail")
    ),
    *(
        (name, MailProgram.DESKTOP)
        for name in (b"evolution", b"kmail", b"claws", b"sylpheed", b"mutt", b"alpine", b"gnus", b"emclient",
                     b"em client", b"the bat", b"mailspring", b"seamonkey", b"postbox", b"windows live mail",
                     b"windows mail")
    ),
)  # fmt: skip
# Ends of a Message-ID.
_IDS: tuple[tuple[bytes, MailProgram], ...] = (
    (b"@mail.gmail.com>", MailProgram.GMAIL),
    (b".prod.outlook.com>", MailProgram.OUTLOOK),
    (b".prod.exchangelabs.com>", MailProgram.OUTLOOK),
    (b"@mail.yahoo.com>", MailProgram.YAHOO),
    (b"@mail.aol.com>", MailProgram.AOL),
    (b"@email.android.com>", MailProgram.ANDROID),
)
# Beginnings of a boundary.
_BOUNDARIES: tuple[tuple[str, MailProgram], ...] = (
    ("Apple-Mail=_", MailProgram.APPLE_MAC),
    ("Apple-Mail-", MailProgram.APPLE_IOS),
    ("--_com.samsung.android.email_", MailProgram.ANDROID),
)


def mail_program(header: Header, boundary: str = "") -> MailProgram | None:
    """Return the family of the program that wrote a message; None where the header tells of none."""
    names = [header.first(name)[:_LONGEST_NAME].lower() for name in _NAMED]
    message_id = header.first("message-id").strip().lower()
    by_name = (program for name in names for word, program in _NAMES if word in name)
    by_id = (program for end, program in _IDS if message_id.endswith(end))
    by_boundary = (program for start, program in _BOUNDARIES if boundary.startswith(start))
    found = next(by_name, None) or next(by_id, None) or _by_feedback(header) or next(by_boundary, None)
    return found or (MailProgram.OTHER if any(names) else None)


def _by_feedback(header: Header) -> MailProgram | None:
    return MailProgram.PROTON if header.first("feedback-id").lower().endswith(b":proton") else None
