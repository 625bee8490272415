"""What the reader of a mail is shown, read without the relay's code, and compared before and after.

Line ends, spaces at line ends and format=flowed are no difference; of HTML the words count, with the alternative
text of pictures. What the relay adds (its footer, notes on what was left out) is taken off first.
"""

import base64
import difflib
import email
import html
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser

from bench.replay_files import unpacked
from tests.support.letters import leaks

_SILENT = frozenset({"text/x-amp-html", "text/vnd.google.email-reaction+json", "text/watch-html"})
_UNSEEN = frozenset({"script", "style", "title", "template"})
_LATIN = frozenset({"iso-8859-1", "latin-1", "latin1"})  # programs take them for cp1252
_ENCODED_WORD = re.compile(r"=\?([\w-]+)(?:\*\w*)?\?([BbQq])\?([^?]*)\?=")
# Files that stand in a text, and PGP's blocks: they become attachments, or go.
_FILE_IN_TEXT = re.compile(
    r"(?ms)^(?:begin [0-7]{3,4} \S.*?^end[ \t]*$|=ybegin .*?^=yend[^\n]*$|-----BEGIN PGP PUBLIC.*?^-----END PGP[^\n]*$)"
)
_FIELD_LINE = re.compile(rb"[ \t]|[!-9;-~]+[ \t]*:")
_NOTE = re.compile(r"^\[[^\[\]]*(?:was left out|was removed)[^\n]*\]$")
_TARGET = re.compile(r"""<a\b[^<>]*?href\s*=\s*(?:["']([^"'<>]*)|([^"'<>\s]+))""", re.IGNORECASE)
_SITE = re.compile(r"\Ahttps?://[^/]+")
_MARK = re.compile(r"\A(?:[>*•]+|---|\d{1,3}\.)\Z")
_QUOTE = re.compile(r"^(?:>[ ]?)*")
_MOST_SHOWN = 4
_LONGEST_SHOWN = 160
_LONG_TO_COMPARE = 500_000  # words times words: the comparison takes square time


@dataclass
class Shown:
    """A mail as its reader sees it: blocks of (plain text, HTML), None for a form that is not there; and its files."""

    subject: str = ""
    blocks: list[tuple[str | None, str | None]] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)  # file name, type, content
    flowed: bool = False
    has_begun: bool = False  # while reading: there was a text, a further one with a name is a file

    @property
    def plain(self) -> str:
        """The plain text; what the HTML shows where there is none."""
        return "\n".join(page_text(page or "") if plain is None else plain for plain, page in self.blocks)

    @property
    def page(self) -> str:
        """What a program shows that prefers HTML."""
        return "\n".join(plain or "" if page is None else page_text(page) for plain, page in self.blocks)

    @property
    def has_html(self) -> bool:
        """Whether there is HTML at all."""
        return any(page is not None for _, page in self.blocks)

    @property
    def is_plain_throughout(self) -> bool:
        """Whether each block has plain text."""
        return all(plain is not None for plain, _ in self.blocks)

    def targets(self) -> set[str]:
        """Return where the links of its HTML lead."""
        found = {
            html.unescape(link[1] or link[2] or "") for _, page in self.blocks for link in _TARGET.finditer(page or "")
        }
        bare = {" ".join(target.removeprefix("mailto:").split()) for target in found}
        bare |= {target.partition("?")[0] for target in bare if "@" in target}
        return (bare | {f"{site[0]}/…" for target in found if (site := _SITE.match(target))}) - {""}


class _PageText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in {"td", "th"}:
            self.pieces.append(" ")
        elif tag == "img":
            self.pieces.append(f" {dict(attrs).get('alt') or ''} ")
        elif tag not in _INLINE:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag not in _INLINE:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark o:p q s samp small span strike strong "
    "sub sup tt u var wbr".split()
)


def page_text(source: str) -> str:
    """Return what HTML shows; white space means nothing in it."""
    parser = _PageText()
    parser.feed(source)
    if not parser.rawdata.startswith("<"):  # a tag that never ends shows nothing
        parser.close()
    return "".join(parser.pieces)


def read(raw: bytes) -> Shown:
    """Read a mail with the standard library."""
    message = email.message_from_bytes(_tidied(raw))
    shown = Shown(subject=_header(_first_raw(message, "subject")))
    shown.blocks = list(_blocks(message, shown))
    return shown


def _tidied(raw: bytes) -> bytes:
    """Take out of the head what makes the standard library end it: stray lines, and space before a colon."""
    head, end, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = [line for line in head.split(b"\n") if _FIELD_LINE.match(line)]
    return re.sub(rb"(?m)^([!-9;-~]+)[ \t]+:", rb"\1:", b"\n".join(lines)) + end + body


def _first_raw(message: Message, name: str) -> str:
    """Return a header field's value as it stands, 8-bit bytes as surrogates."""
    return next((str(value) for key, value in message.raw_items() if key.lower() == name), "")


def _header(value: str) -> str:
    """Return a header's text: encoded words decoded, those of one charset side by side as one (RFC 2047)."""
    done: list[str] = []
    pending, pending_charset, end = b"", "", 0
    for word in _ENCODED_WORD.finditer(value):
        between = value[end : word.start()]
        if pending and (between.strip() or word[1].lower() != pending_charset):
            done.append(_text(pending, pending_charset))
            pending = b""
        if between.strip() or not end:
            done.append(_raw(between))
        content = word[3].encode("utf-8", "surrogateescape")
        pending += base64.b64decode(content + b"==") if word[2] in "Bb" else quopri.decodestring(content, header=True)
        pending_charset, end = word[1].lower(), word.end()
    done += [_text(pending, pending_charset) if pending else "", _raw(value[end:])]
    return " ".join("".join(done).split())


def _raw(text: str) -> str:
    return _text(text.encode("utf-8", "surrogateescape"), "utf-8")


def _blocks(part: Message, shown: Shown) -> Iterator[tuple[str | None, str | None]]:
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        blocks = [block for child in children for block in _blocks(child, shown)]
        if part.get_content_type() == "multipart/alternative" and blocks:
            plains = [plain for plain, _ in blocks if plain is not None]
            plains = plains if "".join(plains).strip() else []  # an empty one beside HTML is none
            pages = [page for _, page in blocks if page is not None]
            blocks = [("\n".join(plains) if plains else None, "\n".join(pages) if pages else None)]
        yield from blocks
        return
    kind, name = part.get_content_type(), str(part.get_filename("") or "")
    if kind.startswith("multipart/"):  # it cannot be taken apart: programs show all of it
        kind = "text/plain"
    attached = part.get_content_disposition() == "attachment" or (name and shown.has_begun)
    _tidy_encoding(part)
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    if kind in _SILENT:
        return
    if kind not in {"text/plain", "text/html"} or attached:
        shown.files.append((_header(name), kind, _content(part, content)))
        return
    shown.has_begun = True
    text = _text(content, part.get_content_charset("us-ascii")).replace("\r\n", "\n").replace("\r", "\n")
    if str(part.get_param("format", "")).lower() == "flowed" and kind == "text/plain":
        shown.flowed = True
        text = _unflowed(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
    yield (text, None) if kind == "text/plain" else (None, text)


def _content(part: Message, content: bytes) -> bytes:
    return part.as_bytes() if part.is_multipart() else content


def _tidy_encoding(part: Message) -> None:
    """Take white space off the encoding's name and, in quoted-printable, off line ends (RFC 2045 6.7, rule 3)."""
    if encoding := part.get("content-transfer-encoding"):
        name = str(encoding).strip()
        del part["content-transfer-encoding"]
        part["content-transfer-encoding"] = name
        payload = part.get_payload()
        if name.lower() == "quoted-printable" and isinstance(payload, str):
            part.set_payload(re.sub(r"[ \t]+(?=\r?\n|\Z)", "", payload))


def _japanese(content: bytes) -> str:
    """Decode ISO-2022-JP as mail programs do: with NEC's characters, and what is unknown marked alone."""
    pieces = re.split(rb"\x1b(\$[@B]|\([BJI])", content)
    done = [pieces[0].decode("ascii", "replace")]
    for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if escape.startswith(b"$"):
            lines = [bytes(byte | 0x80 for byte in line) for line in piece.split(b"\n")]
            done.append("\n".join(line.decode("euc_jis_2004", "replace") for line in lines))
        else:
            done.append(piece.decode("ascii", "replace"))
    return "".join(done)


def _text(content: bytes, charset: str) -> str:
    if charset.lower() == "iso-2022-jp" or (b"\x1b$B" in content and content.isascii()):
        return _japanese(content)
    for candidate in ("cp1252" if charset.lower() in _LATIN else charset, "utf-8"):
        try:
            return content.decode(candidate).removeprefix("\ufeff")
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Join the lines that RFC 3676 says are one; quote marks are written anew."""
    done: list[str] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        goes_on = bare.endswith(" ") and bare != "-- "
        kept = bare[:-1] if goes_on and delete_space else bare
        if open_depth == depth and done and bare != "-- ":
            done[-1] += kept
        else:
            done.append("> " * depth + kept)
        open_depth = depth if goes_on else None
    return "\n".join(done)


@dataclass
class Delivered:
    """A delivered mail without what the relay added: ``page`` is None where there is no HTML."""

    subject: str
    plain: str
    page: list[str] | None
    files: list[tuple[str, str, bytes]]
    notes: list[str]


def delivered(raw: bytes) -> Delivered:
    """Read a delivered mail and take off the footer and the notes on what was left out."""
    shown = read(raw)
    text, mark, footer = f"\n{shown.plain}".rpartition("\n-- \n")
    lines = (text[1:] if mark else shown.plain).rstrip("\n").split("\n")
    notes: list[str] = []
    while lines and (not lines[-1].strip() or _NOTE.match(lines[-1])):
        last = lines.pop()
        notes = [last, *notes] if last.strip() else notes
    added = " ".join([*notes, "--" if mark else "", footer if mark else ""]).split()
    page = shown.page.split() if shown.has_html else None
    if page and added and page[-len(added) :] == added:
        page = page[: -len(added)]
    return Delivered(shown.subject, "\n".join(lines), page, shown.files, notes)


def differences(original: Shown, mail: Delivered) -> list[str]:
    """Return the first places in which a delivered mail says something else than the original, or nothing."""
    if mail.page is None and original.has_html:
        if _words(original.plain, original) == _words(mail.plain, original):
            return []
        both = "\n".join(
            [original.plain, *(page_text(page) for plain, page in original.blocks if plain is not None and page)]
        )
        return _first("both forms", _words(both, original), _words(mail.plain, original))
    found = []
    if mail.page is not None:
        found += _first("html", _words(original.page, original), _words(" ".join(mail.page), original))
    if original.is_plain_throughout:
        found += _first("text", _lines(original.plain, original.flowed), _lines(mail.plain, original.flowed))
    else:
        found += _first("words", _words(original.plain, original), _words(mail.plain, original))
    return found


def _words(text: str, original: Shown) -> list[str]:
    """Return the words of a page; targets shown behind links, marks of lists and quotes, and rules are none."""
    for target in sorted(original.targets(), key=len, reverse=True):
        for shown in (f" ({target})", f"({target})", f" <{target}>", f"<{target}>"):
            text = text.replace(shown, "")
        text = text.replace(target, " ").replace(
            "<mailto: >", ""
        )  # of a link around a remote picture it is all that is left
    return [word for word in text.split() if not _MARK.match(word)]


def _lines(text: str, flowed: bool) -> list[str]:  # noqa: FBT001 - private, and clear where it is called
    lines = [line.rstrip() for line in _FILE_IN_TEXT.sub("", text).rstrip().split("\n")]
    return [_QUOTE.sub(lambda marks: "> " * marks[0].count(">"), line).rstrip() for line in lines] if flowed else lines


def _first(where: str, before: list[str], after: list[str]) -> list[str]:
    if before == after:
        return []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if len(before) * len(after) > _LONG_TO_COMPARE:
        at = next((number for number, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), -1)
        return [f"{where} @{at}: {before[at : at + 3]!r} → {after[at : at + 3]!r}"]
    changes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return [
        f"{where}: {_differing(' '.join(before[a:b]), ' '.join(after[c:d]))}" for _, a, b, c, d in changes[:_MOST_SHOWN]
    ]


def _differing(before: str, after: str) -> str:
    at = max(0, next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0) - 20)
    return f"{before[at : at + _LONGEST_SHOWN]!r} → {after[at : at + _LONGEST_SHOWN]!r}"


def leaking(data: bytes, *secrets: str) -> list[str]:
    """Return which of ``secrets`` can be read in a mail, headers and bodies decoded and files unpacked."""
    found = dict.fromkeys(leaks(data, *secrets))
    for _, _, content in read(data).files:
        for stream in unpacked(content):
            low = stream.lower()
            for secret in secrets:
                forms = (secret.lower().encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
                if any(form in low for form in forms):
                    found[f"{secret} in a file"] = None
    return list(found)
