"""Generated mails with both people's identities planted at random places: none can be read in what is delivered."""

import base64
import quopri
import random
import re
import string
import unicodedata
from email.header import Header
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.masking.frame import IdentityLeftError, Masked
from relay.mime.author import read_identity
from relay.mime.reading import read_message
from tests.support.letters import GRETA, TIM, leaks, masked, readings

_ADDRESSES = (GRETA.addresses[0], TIM.addresses[0])
_NAMES = (
    "Greta Oldfield", "Oldfield, Greta", "Ms. Oldfield", "GRETA OLDFIELD", "goldfield7", "greta.oldfield",
    "Tim Kowalczyk", "Kowalczyk", "T. Kowalczyk", "tim_kowalczyk", "Kowalczyk's",
    "Greta M. Oldfield", "Ruth Oldfield", "oldfield_g", "oldfieldgreta7", "GretaOldfield", "@oldfield_99", "Оldfіeld",
    "Ｏｌｄｆｉｅｌｄ", "Old\u200bfield", "%4Fldfield", "&#79;ldfield", "Timothy Kowalczyk", "TKowalczyk",
    "kowalczyk.t", "TimKowalczykFan", "the Kowalczyks", "Kowalczyk Tim", "c/kowalczyk/x", "Kowalczyka",
    "instagram.com/greta.oldfield",
)  # fmt: skip
_SENTENCES = (
    "I liked what you wrote about bridges.", "Which one would you build first?", "It rained here all week.",
    "Grüße, señor: “naïve” café.", "مرحبا بك في المشروع", "数学の宿題はどう？", "See https://library.example/books?id=7&x=%20y",
    "1. First\n2. Second", "> a quoted line", "🚀🚀 great!", "x = 3 < 5 & 7 > 2", "",
)  # fmt: skip
_SECRETS = (*_ADDRESSES, "oldfield", "kowalczyk", TIM.masked_address)

Random = random.Random

if TYPE_CHECKING:
    from collections.abc import Callable


def _disguised(address: str, rng: Random) -> str:
    local, _, domain = address.partition("@")
    ways: list[Callable[[], str]] = [
        lambda: address,
        address.upper,
        lambda: f"{local}+tag@{domain}",
        lambda: f"{local} (at) {domain}",
        lambda: f"{local} at {domain.replace('.', ' dot ')}",
        lambda: f"{local}(a){domain}",
        lambda: f"{local}@\n{domain}",
        lambda: f"{local}%40{domain}",
        lambda: f"{local}\uff20{domain}",
        lambda: "\u200b".join(address),
        lambda: " ".join(address),
        lambda: f"Name <{address}>",
        lambda: f"{address}<mailto:{address}>",
        lambda: f"https://x.example/?u={local}%40{domain}",
        lambda: f"https://x.example/?u={local}%2540{domain}&y=1",
        lambda: f"https://x.example/o/{base64.urlsafe_b64encode(address.encode()).decode().rstrip('=')}?y=1",
        lambda: f"https://x.example/?z={address.encode().hex()}",
        lambda: (
            f"https://n.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example%2F&data=05%7C{local}%40{domain}"
        ),
        lambda: f"https://urldefense.com/v3/__https://x.example/*{local}@{domain}__;Iw!!abc$",
        lambda: f"{local}-at-{domain.replace('.', '-dot-')}",
        lambda: f"{local} [arroba] {domain.replace('.', ' (punto) ')}",
        lambda: f"{local}&#64;{domain.replace('.', '&period;')}",
        lambda: f"{local}=40{domain}",
        lambda: f"{local}+AEA-{domain}",
        lambda: f'"{local}"@{domain}',
        lambda: "".join(f"&#{ord(c)};" for c in address),
        lambda: "".join(f"%{ord(c):02X}" for c in address),
        lambda: "".join(f"={ord(c):02X}" for c in address),
        lambda: "".join(f"\\u{ord(c):04x}" for c in address),
        lambda: "".join(chr(ord(c) + 0xFEE0) for c in address),
        lambda: base64.b64encode(f"name and address: {address}".encode()).decode(),
        lambda: f"=?utf-8?b?{base64.b64encode(address.encode()).decode()}?=",
        lambda: f"{address[:9]}\n{address[9:]}",
    ]
    return rng.choice(ways)()


def _letters(rng: Random) -> str:
    return "".join(rng.choices(string.ascii_lowercase, k=rng.randint(0, 8)))


def _glued_or_apart(rng: Random) -> str:
    """Return a surname with any letters around it, in any case, or written apart."""
    surname = rng.choice(("oldfield", "kowalczyk"))
    surname = rng.choice((surname, surname.upper(), surname.title()))
    cut = rng.randint(1, len(surname) - 1)
    sign = rng.choice(". -_*/|,")
    return rng.choice(
        (
            f"{_letters(rng)}{surname}{_letters(rng)}",
            rng.choice(("mr", "the", "Real", "Frau", "x.", "我是"))
            + surname
            + rng.choice(("house", "owa", "7", "先生")),
            sign.join(surname),
            f"{surname[:cut]}-\n{surname[cut:]}",
            f"{surname[:cut]}<b>{surname[cut:]}</b>",
        )
    )


def _name(rng: Random) -> str:
    return rng.choice(_NAMES) if rng.random() < 0.5 else _glued_or_apart(rng)


def _identity(rng: Random) -> str:
    return _name(rng) if rng.random() < 0.5 else _disguised(rng.choice(_ADDRESSES), rng)


def _text(rng: Random) -> str:
    lines = [rng.choice(_SENTENCES) if rng.random() < 0.6 else _planted_line(rng) for _ in range(rng.randint(1, 8))]
    return "\n".join(lines)


def _planted_line(rng: Random) -> str:
    identity = _identity(rng)
    return rng.choice(
        (
            f"write to {identity} please",
            f"On Mon, 23 Nov 2026 at 10:00, {identity} wrote:",
            f"> From: {identity}",
            identity,
            f"({identity})",
            f"-- \n{identity}",
        )
    )


def _page(text: str, rng: Random) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if rng.random() < 0.3:
        escaped = escaped.replace("@", rng.choice(("&#64;", "&commat;", "<span>@</span>", "<wbr>@", "@<!-- x -->")))
    if rng.random() < 0.3:
        escaped = escaped.replace("field", rng.choice(("<b>field</b>", "fi<i>eld</i>", "fi&shy;eld", "f&#105;eld")))
    decoration = rng.choice(
        (
            "",
            f'<a href="mailto:{rng.choice(_ADDRESSES)}">write</a>',
            f'<a href="https://x.example/{rng.choice(_ADDRESSES).replace("@", "%40")}">link</a>',
            f'<img src="https://t.example/{rng.choice(_ADDRESSES)}" alt="{rng.choice(_NAMES)}">',
            f'<p title="{rng.choice(_NAMES)}" style="display:none">{rng.choice(_NAMES)}</p><!-- Oldfield -->',
        )
    )
    return "<html><body><div>" + escaped.replace("\n", "<br>\n") + f"</div>{decoration}</body></html>"


def _leaf(subtype: str, text: str, rng: Random, extra: str = "") -> bytes:
    charset = rng.choice(("utf-8", "utf-8", "utf-16", "utf-7", "iso-2022-jp", "cp1252"))
    try:
        data = text.encode(charset)
    except UnicodeEncodeError:
        charset, data = "utf-8", text.encode()
    encoding = rng.choice(("base64", "quoted-printable", "8bit")) if charset != "utf-16" else "base64"
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data)
    head = f"Content-Type: text/{subtype}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n{extra}\n"
    return head.encode() + data


def _attachment(rng: Random) -> bytes:
    name = f"{_identity(rng)}.txt".replace("\n", "").replace('"', "")
    named = (
        Header(name, "utf-8").encode(maxlinelen=10_000)
        if rng.random() < 0.5
        else name.encode("ascii", "ignore").decode()
    )
    extra = f'Content-Disposition: attachment; filename="{named}"\nContent-Description: {rng.choice(_NAMES)}\n'
    return _leaf(rng.choice(("plain", "csv", "calendar", "html")), _text(rng), rng, extra)


def _entity(rng: Random, depth: int) -> bytes:
    roll = rng.random()
    if depth == 0 or roll < 0.3:
        text = _text(rng)
        return _leaf("plain", text, rng) if rng.random() < 0.5 else _leaf("html", _page(text, rng), rng)
    boundary = f"b{rng.randrange(10**9)}"
    if roll < 0.6:
        text = _text(rng)
        parts, subtype = [_leaf("plain", text, rng), _leaf("html", _page(text, rng), rng)], "alternative"
    elif roll < 0.7:
        parts, subtype = [_entity(rng, depth - 1), b"Content-Type: message/rfc822\n\n" + _mail(rng, 0)], "mixed"
    else:
        parts, subtype = [_entity(rng, depth - 1), _attachment(rng)], rng.choice(("mixed", "related"))
    mark = f"--{boundary}\n".encode()
    head = f"Content-Type: multipart/{subtype}; boundary={boundary}\n\n{rng.choice(_NAMES)}\n".encode()
    return head + b"".join(mark + part + b"\n" for part in parts) + f"--{boundary}--\n{rng.choice(_NAMES)}\n".encode()


def _mail(rng: Random, depth: int) -> bytes:
    subject = Header(f"Re: {_identity(rng)}".replace("\n", " "), "utf-8").encode(maxlinelen=10_000)
    head = (
        f'From: "Greta Oldfield" <{GRETA.addresses[0]}>\nTo: {TIM.masked_address}\nSubject: {subject}\n'
        f"Reply-To: {GRETA.addresses[0]}\nX-Sender: {rng.choice(_ADDRESSES)}\nOrganization: {rng.choice(_NAMES)}\n"
        f"Message-ID: <{rng.randrange(10**9)}.oldfield@mentors.example>\nMIME-Version: 1.0\n"
    )
    return head.encode() + _entity(rng, depth)


def _squashed(text: str) -> str:
    """Level everything that could hide a name from a plain search but not from a reader."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^\w]|_", "", bare.casefold())


def _assert_tells_nothing(result: Masked) -> None:
    assert leaks(result.data, *_SECRETS) == []
    body = re.sub(rb"(?m)^To: [^\r\n]*\r\n", b"", result.data, count=1)
    for reading in readings(body):
        assert "oldfield" not in _squashed(reading)
        assert "kowalczyk" not in _squashed(reading)


@given(rng=st.randoms(use_true_random=False))
def test_no_planted_identity_is_delivered(rng: Random) -> None:
    raw = _mail(rng, rng.randint(0, 3)).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    try:
        result = masked(raw, release=True)
    except IdentityLeftError:
        return  # held: safe, but the next test says how rare it must be
    _assert_tells_nothing(result)


def test_hardly_any_generated_mail_is_held_for_an_identity_left() -> None:
    held = 0
    for seed in range(300):
        rng = Random(seed)
        raw = _mail(rng, rng.randint(0, 3)).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        try:
            _assert_tells_nothing(masked(raw, release=True))
        except IdentityLeftError:
            held += 1
    assert held <= 3


@pytest.mark.deep
@given(rng=st.randoms(use_true_random=False))
def test_no_planted_identity_is_delivered_in_ten_thousand(rng: Random) -> None:
    raw = _mail(rng, rng.randint(0, 4)).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    try:
        _assert_tells_nothing(masked(raw, release=True))
    except IdentityLeftError:
        return


@given(data=st.binary(max_size=2000))
def test_any_bytes_are_read_and_none_raise(data: bytes) -> None:
    read_message(data)
    read_identity(data)


@given(text=st.text(max_size=500), rng=st.randoms(use_true_random=False))
def test_any_text_in_any_encoding_is_delivered_or_held(text: str, rng: Random) -> None:
    raw = b"From: a@b.example\r\n" + _leaf(rng.choice(("plain", "html")), text, rng).replace(b"\n", b"\r\n")
    result = masked(raw, release=True)
    assert result.data.isascii()
