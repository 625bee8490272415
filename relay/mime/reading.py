"""Reading a message: any bytes in, one tree out, nothing raised."""

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from relay.mime.alternatives import DIFFERENT, joined
from relay.mime.armour import KEY, SIGNATURE, armour_alone, is_binary_key, without_armour
from relay.mime.author import automatic_markers, holds_calendar_reply, recipients
from relay.mime.charset import charset_of_page, decode_file, decode_text, unix_lines
from relay.mime.closed import ELSEWHERE, ENCRYPTED, leads_elsewhere, problems_of_file
from relay.mime.data_pictures import DataPicture, with_pictures_apart
from relay.mime.embedded import Embedded, without_files
from relay.mime.entity import Entity, Splitter
from relay.mime.fields import message_ids
from relay.mime.files.kinds import FileKind, agreed_kind, kind_by_content
from relay.mime.files.reading import MISMATCH, FileReading
from relay.mime.flowed import unflow
from relay.mime.html_source import pieces_or_none
from relay.mime.html_text import Renderer
from relay.mime.mail_program import mail_program
from relay.mime.references import resolved
from relay.mime.transfer import decode_transfer
from relay.mime.tree import DEFAULT_LIMITS, Block, HeaderFields, MessageTree, Part, PartKind, ReadLimits
from relay.mime.words import header_text, names_no_charset
from relay.model.finding import BODY, HTML

_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)  # fmt: skip
# Alternatives that some programs show instead of the text that others show: nobody is shown them.
_SILENT = _SIGNATURES | {"text/x-amp-html", "text/vnd.google.email-reaction+json", "text/watch-html"}
# Older forms of the text in multipart/alternative, which no program of today prefers (RFC 1896).
_OLD_ALTERNATIVES = frozenset({"text/enriched", "text/richtext", "text/rtf", "application/rtf"})
_SPLIT_UP = frozenset({"message/partial", "message/external-body"})
_MESSAGES = frozenset({"message/rfc822", "message/global"})
_STYLE = re.compile(r"<style\b[^<>]*>[^<]*</style\s*>", re.IGNORECASE)
_VISIBLE = re.compile(r"\S")
_TAGS = re.compile(r"<[^<>]*>")
_MOST_OF_PAGES = 4_000_000  # characters of HTML in one message


def read_message(raw: bytes, limits: ReadLimits = DEFAULT_LIMITS) -> MessageTree:
    """Read ``raw`` into its tree. Never raises: what is not understood for sure is in ``problems``."""
    return _Reader(raw, limits).read()


class _Reader:
    """Reads one message; parts gather in the order in which they stand."""

    def __init__(self, raw: bytes, limits: ReadLimits) -> None:
        self._raw = raw[: limits.size]
        self._limits = limits
        self._parts: list[Part] = []
        self._names: Counter[str] = Counter()
        self._problems: dict[str, None] = {"the message is too large": None} if len(raw) > limits.size else {}
        self._dropped: dict[str, None] = {}
        self._left_of_pages = _MOST_OF_PAGES

    def read(self) -> MessageTree:
        splitter = Splitter(self._raw, self._limits)
        top = splitter.split(0, len(self._raw))
        self._entities = splitter.entities
        self._problem(*splitter.problems)
        blocks = tuple(self._collect(top))
        self._note(*splitter.outside)
        text = "\n".join(block.plain if block.plain is not None else block.shown for block in blocks)
        if splitter.outside and not _VISIBLE.search(text):
            self._problem("there is text outside of the parts of a multipart, and none in them")
        return MessageTree(
            fields=self._fields(top),
            blocks=blocks,
            parts=tuple(self._parts),
            text=text,
            html_text="\n".join(block.shown for block in blocks if block.html is not None and block.plain is not None),
            problems=tuple(self._problems),
            dropped=tuple(self._dropped),
        )

    def _problem(self, *sentences: str) -> None:
        self._problems |= dict.fromkeys(sentences)

    def _note(self, *names: str) -> None:
        """Name what is left out of the tree."""
        self._dropped |= dict.fromkeys(names)

    def _fields(self, top: Entity) -> HeaderFields:
        header = top.header
        ids = message_ids(header.first("message-id"))
        found = recipients(header, self._limits)
        if len(found) > self._limits.addresses:
            self._problem("there are too many recipients")
        if names_no_charset(header.first("subject")):
            self._problem("the subject cannot be decoded for sure")
        return HeaderFields(
            subject=header_text(header.first("subject")),
            date=header_text(header.first("date")),
            message_id=ids[0] if ids else "",
            in_reply_to=message_ids(header.first("in-reply-to")),
            references=message_ids(header.first("references")),
            recipients=found[: self._limits.addresses],
            automatic=automatic_markers(header, calendar_reply=holds_calendar_reply(top)),
            program=mail_program(header, top.parameters.get("boundary", "")),
        )

    def _collect(self, entity: Entity) -> list[Block]:
        """Return the blocks that ``entity`` shows; its attachments go to the parts."""
        if not entity.children:
            return self._leaf(entity)
        self._problem(*_problems_of_multipart(entity))
        groups = [self._collect(child) for child in self._shown_children(entity)]
        if entity.content_type == "multipart/alternative":
            blocks, differ = joined(groups)
            self._problem(*([DIFFERENT] if differ else []))
            return blocks
        if entity.content_type == "multipart/related" and any(_show_words(group) for group in groups[1:]):
            self._problem("there is text beside the root of a multipart/related")  # others show the root alone
        return [block for group in groups for block in group]

    def _shown_children(self, entity: Entity) -> list[Entity]:
        """Return the parts without those alternatives that no mail program of today shows (RFC 1896 and the like)."""
        if entity.content_type != "multipart/alternative":
            return entity.children
        for child in entity.children:
            if _is_old_alternative(child):
                self._note(child.content_type)
        return [child for child in entity.children if not _is_old_alternative(child)]

    def _leaf(self, entity: Entity) -> list[Block]:
        content, problem = decode_transfer(self._raw[entity.start : entity.end], entity.encoding)
        self._problem(*([problem] if problem else []))
        if entity.content_type in _SILENT:
            self._note(SIGNATURE if entity.content_type in _SIGNATURES else entity.content_type)
            return []
        if entity.content_type in {"text/plain", "text/html"} and not self._is_attached(entity):
            return [self._shown(entity, content)]
        self._attach(entity, content)
        return []

    def _is_attached(self, entity: Entity) -> bool:
        if entity.disposition == "attachment":
            return True
        return bool(entity.filename) and any(part.kind is not PartKind.ATTACHMENT for part in self._parts)

    def _shown(self, entity: Entity, content: bytes) -> Block:
        label = entity.parameters.get("charset", "")
        if entity.content_type == "text/html":
            decoded, loss = decode_text(content, label or charset_of_page(content))
        else:
            decoded, loss = decode_text(content, label)
        text = unix_lines(decoded)
        if loss:
            self._problem("some characters cannot be decoded for sure")
        if entity.content_type == "text/html":
            return self._shown_page(content, text, loss=loss, beside=_beside(entity))
        if entity.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delsp=entity.parameters.get("delsp", "").lower() == "yes")
        text = self._bare(text)
        self._parts.append(
            Part(BODY, PartKind.TEXT, "text/plain", content, text, charset_loss=loss, beside=_beside(entity))
        )
        return Block(plain=text, html=None)

    def _bare(self, text: str) -> str:
        """Return ``text`` without PGP signatures and without files in old codes, which become attachments."""
        if leads_elsewhere(text):
            self._problem(ELSEWHERE)
        unarmoured, taken = without_armour(text)
        self._note(*taken)
        bare, files = without_files(unarmoured)
        for file in files:
            self._attach_embedded(file)
        return bare

    def _shown_page(self, content: bytes, written: str, *, loss: bool, beside: str) -> Block:
        source, pictures = with_pictures_apart(written)
        self._parts.append(Part(HTML, PartKind.HTML, "text/html", content, source, charset_loss=loss, beside=beside))
        self._left_of_pages -= len(source)
        pieces = pieces_or_none(source) if self._left_of_pages >= 0 else None
        if pieces is None:
            self._problem("the HTML is too long or too deeply nested")
            return Block(plain=self._bare(resolved(_TAGS.sub(" ", source))), html=None)
        shown = Renderer().run(pieces)
        if not _VISIBLE.search(shown) and _holds_text(source):
            self._problem("the HTML holds text and shows none")
        bare = self._bare(shown)
        for picture in pictures:
            self._attach_picture(picture)
        # Armour is of lines: a page that has some becomes its lines.
        return Block(plain=None, html=source if bare == shown else _as_page(bare), shown=bare)

    def _attach_embedded(self, file: Embedded) -> None:
        self._problem(file.problem)
        self._entities += 1
        if self._entities > self._limits.parts:
            self._problem("there are too many parts")
            return
        text, loss = self._text_of_file(file.content, file.name, "application/octet-stream", "")
        never = FileReading(file.kind) if file.kind else None
        self._add_attachment("application/octet-stream", file.name, file.content, text, loss=loss, file=never)

    def _attach_picture(self, picture: DataPicture) -> None:
        self._entities += 1
        if self._entities > self._limits.parts:
            self._problem("there are too many parts")
            return
        name = self._attachment_name("", picture.content_type)
        self._parts.append(
            Part(
                name,
                PartKind.ATTACHMENT,
                picture.content_type,
                picture.content,
                disposition="inline",
                content_id=picture.content_id,
            )
        )

    def _attach(self, entity: Entity, content: bytes) -> None:
        filename = _without_folders(entity.filename).strip()
        kind = entity.content_type
        armour = armour_alone(content) or (KEY if kind == KEY and is_binary_key(content) else "")
        if armour:
            self._note(armour)
            return
        self._problem(*problems_of_file(kind, filename, entity.parameters.get("smime-type", "")))
        if kind in _SPLIT_UP:
            self._problem("the mail is a fragment, or its text is elsewhere")
        text, loss = self._text_of_file(content, filename, kind, entity.parameters.get("charset", ""))
        if leads_elsewhere(text):
            self._problem(ELSEWHERE)
        _, files = without_files(text)
        self._problem(*(file.problem for file in files))
        # A file with another one inside in an old code is shown by some programs as two: it never goes along.
        never = FileReading(FileKind.UNKNOWN, problem=MISMATCH) if files else None
        self._add_attachment(kind, filename, content, text, loss=loss, entity=entity, file=never)

    def _add_attachment(
        self,
        content_type: str,
        filename: str,
        content: bytes,
        text: str,
        *,
        loss: bool,
        entity: Entity | None = None,
        file: FileReading | None = None,
    ) -> None:
        self._parts.append(
            Part(
                name=self._attachment_name(filename, content_type),
                kind=PartKind.ATTACHMENT,
                content_type=content_type,
                content=content,
                text=text,
                filename=filename,
                disposition=entity.disposition if entity else "",
                content_id=header_text(entity.header.first("content-id")).strip("<>") if entity else "",
                charset_loss=loss,
                file=file,
                beside=_beside(entity) if entity else "",
            )
        )

    def _text_of_file(self, content: bytes, filename: str, content_type: str, charset: str) -> tuple[str, bool]:
        """Return what can be read of an attachment. A mail is known by its content, whatever it is sent as (A41)."""
        if content_type in _MESSAGES or filename.lower().endswith(".eml") or kind_by_content(content) is FileKind.MAIL:
            return self._message_text(content), False
        kind = agreed_kind(content, filename, content_type)
        if content_type.startswith("text/") or kind is FileKind.CONTACT or (kind is not None and kind.is_plain_text):
            decoded, loss = decode_file(content, charset)
            text, taken = without_armour(unix_lines(decoded))
            self._note(*taken)
            if loss:
                self._problem("some characters of a file cannot be decoded for sure")
            return text, loss
        return "", False

    def _message_text(self, content: bytes) -> str:
        """Return all texts of an attached message; its parts count against the same limits."""
        left = self._limits.parts - self._entities
        if left <= 0 or self._limits.depth <= 0:
            self._problem("there are too many parts")
            return ""
        inner = _Reader(content, replace(self._limits, parts=left, depth=self._limits.depth - 1))
        inner._left_of_pages = self._left_of_pages
        tree = inner.read()
        self._left_of_pages = inner._left_of_pages
        self._entities += inner._entities
        self._problem(*tree.problems)
        return "\n".join(text for _, text in tree.texts())

    def _attachment_name(self, filename: str, content_type: str) -> str:
        name = filename or f"unnamed {content_type.partition('/')[2]}"
        self._names[name] += 1
        return f"attachment:{name}" + (f" ({self._names[name]})" if self._names[name] > 1 else "")


def _problems_of_multipart(entity: Entity) -> list[str]:
    """Return why the parts of a multipart may be shown otherwise by others."""
    kind, children = entity.content_type, entity.children
    if kind == "multipart/encrypted":
        return [ENCRYPTED]
    if kind == "multipart/signed" and (len(children) != 2 or children[1].content_type not in _SIGNATURES):
        return ["a signed mail has other parts than a text and its signature"]
    root = entity.parameters.get("start", "").strip("<> ")
    ids = [header_text(child.header.first("content-id")).strip("<>") for child in children]
    if kind == "multipart/related" and root and root in ids[1:] and root != ids[0]:
        return ["the root of a multipart/related is not its first part"]
    return []


def _beside(entity: Entity) -> str:
    """Return what the header says of a part beside the one name that counts: another name, a description."""
    told = (entity.parameters.get("name", ""), header_text(entity.header.first("content-description")))
    shown = _without_folders(entity.filename).strip()
    return "\n".join(dict.fromkeys(text for text in told if text.strip() not in {"", shown, entity.filename}))


def _show_words(blocks: Iterable[Block]) -> bool:
    return any(_VISIBLE.search(block.plain or block.shown) for block in blocks)


def _as_page(text: str) -> str:
    return "<br>\n".join(html.escape(line, quote=False) for line in text.split("\n"))


def _holds_text(source: str) -> bool:
    """Return whether HTML has words beside its tags, styles and whole comments, seen without parsing it."""
    first, *rest = source.split("<!--")
    outside = [first, *(piece.partition("-->")[2] if "-->" in piece else piece for piece in rest)]
    return bool(_VISIBLE.search(_TAGS.sub("", _STYLE.sub("", resolved("".join(outside))))))


def _without_folders(written: str) -> str:
    r"""Return a file name alone. A lone backslash is a character of it (``AC\DC.txt``), but behind a drive."""
    name = written.rpartition("/")[2]
    is_path = name.count("\\") > 1 or name[1:3] == ":\\"
    return name.rpartition("\\")[2] if is_path else name


def _is_old_alternative(entity: Entity) -> bool:
    return entity.content_type in _OLD_ALTERNATIVES and not entity.filename
