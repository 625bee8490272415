"""Mails between Greta and Tim, masked ones, and an independent reading of what was delivered."""

import base64
import binascii
import email
import email.header
import email.message
import email.policy
import html
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import unquote

from relay.masking.frame import Frame, Masked, Redaction
from relay.masking.mask import mask
from relay.model.identity import Identity, Role
from tests.support.unpacking import texts_inside

RELAY_DOMAIN = "mail.relay.example"
GRETA = Identity(
    Role.MENTOR, "Greta", "Oldfield", ("greta.oldfield@mentors.example",), f"kx7rwyaqbcdefg@{RELAY_DOMAIN}"
)
TIM = Identity(Role.STUDENT, "Tim", "Kowalczyk", ("tim.kowalczyk@school.example",), f"p4tzmnhjsabcde@{RELAY_DOMAIN}")
OMAR = Identity(Role.MENTOR, "Omar", "Young", ("omar@mentors.example",), f"hqwery23456789@{RELAY_DOMAIN}")
LUCIA = Identity(Role.STUDENT, "Lucía", "García Márquez", ("Lucia.Garcia@gmail.com",), f"zxcvbnmasdfghj@{RELAY_DOMAIN}")
_COMMON = "This mail came through Example Mentoring. Program staff can read and keep it."
TO_STUDENT = f"{_COMMON} Need help? Write to concern@mail.relay.example."
TO_MENTOR = f"{_COMMON} Worried? Write to concern@mail.relay.example."
FRAME = Frame(
    message_id=f"<dl_01jd0000000000@{RELAY_DOMAIN}>",
    date=datetime(2026, 11, 23, 10, 2, tzinfo=UTC),
    relay_domain=RELAY_DOMAIN,
    earlier_footers=(TO_MENTOR,),
)


def raw_mail(
    body: str | bytes,
    *,
    content_type: str = "text/plain; charset=utf-8",
    encoding: str = "8bit",
    headers: str = "",
    sender: Identity = GRETA,
    to: str = TIM.masked_address,
    subject: str = "The bridge book",
) -> bytes:
    """Return a mail as it comes in, its body exactly as given but for CRLF line ends."""
    data = body.encode() if isinstance(body, str) else body
    head = (
        f"From: {sender.given_name.encode('ascii', 'ignore').decode()} <{sender.addresses[0]}>\nTo: {to}\n"
        f"Subject: {subject}\nDate: Mon, 23 Nov 2026 11:02:00 +0100\nMessage-ID: <abc@mentors.example>\n{headers}"
        f"MIME-Version: 1.0\nContent-Type: {content_type}\nContent-Transfer-Encoding: {encoding}\n\n"
    )
    return (head.encode() + data).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def both_forms(plain: str, page: str, *, headers: str = "", subject: str = "The bridge book") -> bytes:
    """Return a multipart/alternative mail from Greta."""
    body = (
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n--b\nContent-Type: text/html; charset=utf-8\n\n"
        f"{page}\n--b--\n"
    )
    return raw_mail(body, content_type='multipart/alternative; boundary="b"', headers=headers, subject=subject)


def with_attachment(text: str, part: str, *, subtype: str = "mixed") -> bytes:
    """Return a mail of a text and one more part, given with its header."""
    body = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\n{part}\n--b--\n"
    return raw_mail(body, content_type=f'multipart/{subtype}; boundary="b"')


def masked(
    raw: bytes,
    *,
    writer: Identity = GRETA,
    reader: Identity = TIM,
    frame: Frame = FRAME,
    footer: str = TO_STUDENT,
    redactions: tuple[Redaction, ...] = (),
    release: bool = False,
) -> Masked:
    """Mask with the people and frame that most tests share."""
    return mask(raw, writer=writer, reader=reader, frame=frame, footer=footer, redactions=redactions, release=release)


def parsed(data: bytes) -> email.message.EmailMessage:
    """Return the standard library's reading of delivered bytes."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


def part_text(data: bytes, subtype: str = "plain") -> str:
    """Return the text of the first part of a subtype, with Unix line ends; "" if there is none."""
    for part in parsed(data).walk():
        if part.get_content_type() == f"text/{subtype}" and not part.is_attachment():
            return str(part.get_content()).replace("\r\n", "\n")
    return ""


def new_text(data: bytes) -> str:
    """Return the plain text without our footer."""
    return part_text(data).rpartition("\n-- \n")[0].rstrip("\n")


def readings(data: bytes) -> Iterator[str]:
    """Yield every reading of a delivered mail: raw, unfolded, decoded headers and parts, unescaped, without tags.

    Attached files are taken apart: what their format packs is read too.
    """
    raw = data.decode("utf-8", "replace")
    yield raw
    yield re.sub(r"\r?\n[ \t]", " ", raw)
    yield raw.replace("=\r\n", "")
    for part in email.message_from_bytes(data).walk():
        for value in part.values():
            yield str(email.header.make_header(email.header.decode_header(value)))
            yield unquote(re.sub(r"[;\s]+\w+\*\d*\*?=", "", str(value)))
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and part.get_content_maintype() != "text":
            yield from texts_inside(payload)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
        yield from (text, unquote(html.unescape(text)), html.unescape(re.sub(r"<[^<>]*>", "", text)))
        for piece in re.findall(r"[A-Za-z0-9+/=\r\n]{60,}", text)[:50]:
            with suppress(binascii.Error):  # it only looked like base64
                yield base64.b64decode(piece + "===").decode("utf-8", "replace")


def leaks(data: bytes, *secrets: str) -> list[str]:
    """Return which of ``secrets`` can be read anywhere but in the To header, without regard to case."""
    without_to = re.sub(rb"(?m)^To: [^\r\n]*\r\n", b"", data, count=1)
    low = [reading.casefold() for reading in readings(without_to)]
    return [secret for secret in secrets if any(secret.casefold() in reading for reading in low)]
