"""Mails of other projects' test sets: found in directories, and with two people's identities planted.

Planting is done on the bytes: all of a mail stays as it was but for its header's addresses and what
is added to each text, in the text's own character set and transfer encoding.
"""

import ast
import base64
import binascii
import email.parser
import hashlib
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.header import Header
from email.message import Message
from pathlib import Path

from bench.replay_files import planted_file

_REPLACED = (b"from", b"sender", b"to", b"cc", b"bcc", b"reply-to", b"message-id", b"resent-from", b"resent-to")
_OF_MACHINES = (b"received", b"x-originating-ip", b"x-client-ip", b"x-sender-ip", b"x-forwarded-for")
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_KNOWN_FIELD = re.compile(
    rb"(?im)^(?:from|to|subject|date|message-id|mime-version|content-type|received|return-path|delivered-to)[ \t]*:"
)
_MBOX_LINE = re.compile(rb"\A>?From [^\n]*\n")
_IN_PYTHON = ".py"
_PAGES = frozenset({".html", ".htm"})
_TEXTS = frozenset({".txt", ""})
_DEEPEST = 20
_FILE_NAME = re.compile(rb'(?i)\b((?:file)?name=")(?=[\w.])')
_END_OF_BODY = re.compile(r"</body\s*>", re.IGNORECASE)
_END_OF_EVENT = re.compile(r"^END:VEVENT", re.MULTILINE)


@dataclass(frozen=True)
class Person:
    """One of the two."""

    given: str
    surname: str
    address: str
    client: str
    host: str


GRETA = Person("Greta", "Oldfield", "greta.oldfield@mentors.example", "203.0.113.77", "laptop-upstairs.example")
TIM = Person("Tim", "Kowalczyk", "tim.kowalczyk@school.example", "198.51.100.83", "desk-downstairs.example")


@dataclass(frozen=True)
class Case:
    """One mail in one direction: ``raw`` is what is sent; with ``planted`` both identities stand in it."""

    name: str
    writer: Person
    reader: Person
    mask: str
    own_id: str
    planted: bool
    raw: bytes


def find_mails(paths: Sequence[Path], *, bodies: bool) -> Iterator[tuple[str, bytes]]:
    r"""Yield (name, mail with ``\n`` line ends) of each different mail under ``paths``.

    A mail is a file that is called .eml or begins with mail headers, and a string in a Python file that
    begins so. With ``bodies`` a text or HTML file without headers becomes the body of a mail.
    """
    seen: set[bytes] = set()
    for root in paths:
        files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file())
        for path in files:
            name = f"{root.name}/{path.relative_to(root)}" if path != root else path.name
            for number, mail in enumerate(_mails_of(path, bodies=bodies)):
                digest = hashlib.sha256(mail).digest()
                if mail and digest not in seen:
                    seen.add(digest)
                    yield name if path.suffix != _IN_PYTHON else f"{name}#{number}", mail


def _mails_of(path: Path, *, bodies: bool) -> Iterator[bytes]:
    raw = _beginning(_unix(path.read_bytes()))
    if path.suffix == _IN_PYTHON:
        yield from (text for text in _strings(raw) if _begins_with_headers(text))
    elif path.suffix == ".eml" or _begins_with_headers(raw):
        yield raw
    elif bodies and path.suffix in _PAGES:
        yield b"Subject: A page\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + raw
    elif bodies and path.suffix in _TEXTS:
        yield b"Subject: A text\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + raw


def _unix(raw: bytes) -> bytes:
    return re.sub(rb"\r\n|\r", b"\n", raw)


def _beginning(raw: bytes) -> bytes:
    """Return a file without what may stand before its first header line."""
    return raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\n")


def _begins_with_headers(raw: bytes) -> bool:
    head = _MBOX_LINE.sub(b"", raw).partition(b"\n\n")[0]
    return _FIELD.match(head) is not None and len(_KNOWN_FIELD.findall(head)) > 1


def _strings(source: bytes) -> Iterator[bytes]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            value = node.value.encode("utf-8", "surrogateescape") if isinstance(node.value, str) else node.value
            lines = _beginning(_unix(value)).split(b"\n")
            indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
            yield b"\n".join(line[indent:] for line in lines)


def cases(mails: Sequence[tuple[str, bytes]], to_tim: str, to_greta: str) -> Iterator[Case]:
    """Yield each mail both ways, with the identities planted and as it is."""
    for number, (name, mail) in enumerate(mails):
        for writer, reader, mask in ((GRETA, TIM, to_tim), (TIM, GRETA, to_greta)):
            for planted in (True, False):
                own_id = f"{'planted' if planted else 'plain'}.{number}@{writer.host}"
                yield _case(Case(name, writer, reader, mask, own_id, planted, mail), number)


def _case(case: Case, number: int) -> Case:
    """Return ``case`` with the mail's own addresses replaced by the pair's, and the identities planted if wanted."""
    head, _, body = _MBOX_LINE.sub(b"", case.raw).partition(b"\n\n")
    out = _REPLACED if case.planted else (*_REPLACED, *_OF_MACHINES)  # their names would have to go from the text
    fields = [field for field in _fields(head) if field.partition(b":")[0].strip().lower() not in out]
    if case.planted:
        fields = [_subject(field, case.writer, number) for field in fields]
        fields, body = _plant(fields, body, case, _DEEPEST)
    raw = b"\n".join([*_own_fields(case), *fields, b"", body]).replace(b"\n", b"\r\n")
    return Case(case.name, case.writer, case.reader, case.mask, case.own_id, case.planted, raw)


def _own_fields(case: Case) -> list[bytes]:
    writer = case.writer
    if not case.planted:
        fields = [f"From: {writer.address}", f"To: {case.mask}", f"Message-ID: <{case.own_id}>"]
    else:
        fields = [
            f'From: "{writer.surname}, {writer.given}" <{writer.address}>',
            f'To: "{case.reader.given} {case.reader.surname}" <{case.mask}>',
            f"Message-ID: <{case.own_id}>",
            f"Received: from {writer.host} ([{writer.client}]) by mail.writer.example with ESMTP",
            f"X-Originating-IP: [{writer.client}]",
            f"Reply-To: {writer.given} {writer.surname} <{writer.address}>",
        ]
    return [field.encode() for field in fields]


def _fields(head: bytes) -> list[bytes]:
    return [field for field in re.split(rb"\n(?![ \t])", head) if b":" in field]


def _subject(field: bytes, writer: Person, number: int) -> bytes:
    """Add the writer's name to a subject: as it is, as Base64 or as quoted-printable."""
    if field.partition(b":")[0].strip().lower() != b"subject":
        return field
    name = f"from {writer.given} {writer.surname}"
    words = (name, Header(name + " é", "utf-8").encode(), Header(name + " é", "iso-8859-1").encode())
    return field.rstrip() + f"\n {words[number % 3]}".encode()


def _plant(fields: list[bytes], body: bytes, case: Case, depth: int) -> tuple[list[bytes], bytes]:
    """Return a part with the identities planted in all its texts and files."""
    header = email.parser.BytesHeaderParser().parsebytes(b"\n".join(fields) + b"\n\n")
    fields = [
        _FILE_NAME.sub(rb"\1" + f"{case.writer.given} {case.writer.surname} ".encode(), field) for field in fields
    ]
    kind = header.get_content_type()
    boundary = header.get_boundary()
    if depth == 0:
        return fields, body
    if kind.startswith("multipart/") and boundary:
        return fields, _plant_in_parts(body, boundary.encode("utf-8", "surrogateescape"), case, depth)
    if kind == "message/rfc822" and _encoding(header) in {"", "7bit", "8bit"}:
        head, _, rest = body.lstrip(b"\n").partition(b"\n\n")
        inner, rest = _plant(_fields(head), rest, case, depth - 1)
        sender = f"From: {case.reader.given} {case.reader.surname} <{case.reader.address}>".encode()
        return fields, b"\n".join([sender, *inner, b"", rest])
    return fields, _plant_in_leaf(header, body, case)


def _plant_in_parts(body: bytes, boundary: bytes, case: Case, depth: int) -> bytes:
    pieces = re.split(rb"(?m)^(--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?:\n|\Z))", body)
    done = [pieces[0]]
    for line, part in zip(pieces[1::2], pieces[2::2], strict=True):
        done.append(line)
        if line.rstrip().endswith(b"--") and line.rstrip() != b"--" + boundary:
            done.append(part)
            continue
        head, _, rest = (b"", b"", part[1:]) if part.startswith(b"\n") else part.partition(b"\n\n")
        fields, rest = _plant(_fields(head), rest, case, depth - 1)
        done.append(b"\n".join([*fields, b"", rest]))
    return b"".join(done)


def _encoding(header: Message) -> str:
    return str(header.get("content-transfer-encoding", "")).strip().lower()


def _plant_in_leaf(header: Message, body: bytes, case: Case) -> bytes:
    encoding = _encoding(header)
    try:
        content = base64.b64decode(body) if encoding == "base64" else body
    except (binascii.Error, ValueError):
        return body
    content = _unix(quopri.decodestring(body)) if encoding == "quoted-printable" else content
    kind = header.get_content_type()
    if kind.startswith("text/"):
        content = _plant_in_text(kind, content, str(header.get_content_charset("us-ascii")), case)
    else:
        content = planted_file(content, f"{case.writer.given} {case.writer.surname}", case.writer.address)
    if encoding == "base64":
        return base64.encodebytes(content)
    if encoding == "quoted-printable":
        surname = case.writer.surname.encode()
        return quopri.encodestring(content).replace(surname, surname[:3] + b"=\n" + surname[3:])
    return content


def _plant_in_text(kind: str, content: bytes, charset: str, case: Case) -> bytes:
    """Add the identities in the text's own character set; where that is not sure, as ASCII."""
    try:
        text = content.decode(charset)
        if text.encode(charset) != content:
            charset = "latin-1"
    except (LookupError, UnicodeError, ValueError):
        charset = "latin-1"
    return _with_identities(kind, content.decode(charset), case).encode(charset)


def _with_identities(kind: str, text: str, case: Case) -> str:
    writer, reader = case.writer, case.reader
    if kind == "text/html":
        ends = list(_END_OF_BODY.finditer(text))
        at = ends[-1].start() if ends else len(text)
        return text[:at] + _page(writer, reader) + text[at:]
    if kind == "text/calendar":
        people = f"ATTENDEE;CN={writer.given} {writer.surname}:mailto:{writer.address}\n"
        return _END_OF_EVENT.sub(f"{people}COMMENT:{reader.surname} comes\nEND:VEVENT", text)
    if kind == "text/csv":
        return f"{text.rstrip()}\n{writer.surname},{writer.address},{reader.address}\n"
    return (
        f"{text.rstrip()}\n\nBest wishes,\n{writer.given} {writer.surname}\n{writer.address}\n\n"
        f"On Mon, 23 Nov 2026 at 10:02, {reader.given} {reader.surname} <{reader.address}> wrote:\n\n"
        f"> Dear {writer.given} {writer.surname},\n> is {writer.address} still right?\n"
    )


def _page(writer: Person, reader: Person) -> str:
    half = len(writer.surname) // 2
    local, _, domain = reader.address.partition("@")
    return (
        f"<p>Best wishes,<br>{writer.given} {writer.surname[:half]}<b>{writer.surname[half:]}</b><br>"
        f'<a href="mailto:{writer.address}">{writer.address}</a></p><!-- {reader.surname} -->'
        f'<div class="gmail_quote">On Mon, 23 Nov 2026 at 10:02, {reader.given} {reader.surname} &lt;'
        f'<a href="mailto:{local}%40{domain}" title="{reader.surname}">{local}&#64;{domain}</a>&gt; wrote:<br>'
        f'<blockquote>Dear {writer.given} {writer.surname},<img src="https://mail.{writer.host}/pixel.gif" alt="">'
        f"is {writer.address} still right?</blockquote></div>"
    )
