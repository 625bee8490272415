"""Reading a message: any bytes in, one tree out, nothing raised."""

import re
from collections import Counter
from dataclasses import replace

from relay.mime.author import automatic_markers, recipients
from relay.mime.charset import decode_text, unix_lines
from relay.mime.entity import Entity, Splitter
from relay.mime.fields import message_ids
from relay.mime.flowed import unflow
from relay.mime.html_source import is_readable
from relay.mime.html_text import render
from relay.mime.references import resolved
from relay.mime.transfer import decode_transfer
from relay.mime.tree import DEFAULT_LIMITS, Block, HeaderFields, MessageTree, Part, PartKind, ReadLimits
from relay.mime.words import header_text
from relay.model.finding import BODY, HTML

_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)  # fmt: skip
# Alternatives that some programs show instead of the text that others show: nobody is shown them.
_SILENT = _SIGNATURES | {"text/x-amp-html", "text/vnd.google.email-reaction+json", "text/watch-html"}
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_SPLIT_UP = frozenset({"message/partial", "message/external-body"})
_PGP_BLOCK = "-----BEGIN PGP MESSAGE-----"
_UU_BLOCK = re.compile(r"^begin [0-7]{3,4} \S.*\nM", re.MULTILINE)
_STYLE = re.compile(r"<style\b[^<>]*>[^<]*</style\s*>", re.IGNORECASE)
_VISIBLE = re.compile(r"\S")
_TAGS = re.compile(r"<[^<>]*>")
_PATH = re.compile(r".*[/\\]", re.DOTALL)


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

    def read(self) -> MessageTree:
        splitter = Splitter(self._raw, self._limits)
        top = splitter.split(0, len(self._raw))
        self._entities = splitter.entities
        self._problems |= splitter.problems
        blocks = tuple(self._collect(top))
        return MessageTree(
            fields=self._fields(top),
            blocks=blocks,
            parts=tuple(self._parts),
            text="\n".join(block.plain if block.plain is not None else render(block.html or "") for block in blocks),
            html_text="\n".join(
                render(block.html) for block in blocks if block.html is not None and block.plain is not None
            ),
            problems=tuple(self._problems),
            dropped=tuple(self._dropped),
        )

    def _fields(self, top: Entity) -> HeaderFields:
        header = top.header
        ids = message_ids(header.first("message-id"))
        found = recipients(header, self._limits)
        if len(found) > self._limits.addresses:
            self._problems["there are too many recipients"] = None
        return HeaderFields(
            subject=header_text(header.first("subject")),
            date=header_text(header.first("date")),
            message_id=ids[0] if ids else "",
            in_reply_to=message_ids(header.first("in-reply-to")),
            references=message_ids(header.first("references")),
            recipients=found[: self._limits.addresses],
            automatic=automatic_markers(header),
        )

    def _collect(self, entity: Entity) -> list[Block]:
        """Return the blocks that ``entity`` shows; its attachments go to the parts."""
        if not entity.children:
            return self._leaf(entity)
        if entity.content_type == "multipart/encrypted":
            self._problems["the mail is encrypted"] = None
        blocks = [block for child in entity.children for block in self._collect(child)]
        return _as_alternatives(blocks) if entity.content_type == "multipart/alternative" else blocks

    def _leaf(self, entity: Entity) -> list[Block]:
        content, problem = decode_transfer(self._raw[entity.start : entity.end], entity.encoding)
        if problem:
            self._problems[problem] = None
        if entity.content_type in _SILENT:
            self._dropped["signature" if entity.content_type in _SIGNATURES else entity.content_type] = None
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
        decoded, loss = decode_text(content, entity.parameters.get("charset", ""))
        text = unix_lines(decoded)
        if loss:
            self._problems["some characters cannot be decoded for sure"] = None
        if entity.content_type == "text/html":
            return self._shown_html(entity, content, text, loss=loss)
        if entity.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delsp=entity.parameters.get("delsp", "").lower() == "yes")
        if _PGP_BLOCK in text:
            self._problems["the mail is encrypted"] = None
        if _UU_BLOCK.search(text):
            self._problems["a file stands in the text as uuencode"] = None
        self._parts.append(Part(BODY, PartKind.TEXT, "text/plain", content, text, charset_loss=loss))
        return Block(plain=text, html=None)

    def _shown_html(self, entity: Entity, content: bytes, source: str, *, loss: bool) -> Block:
        self._parts.append(Part(HTML, PartKind.HTML, entity.content_type, content, source, charset_loss=loss))
        if is_readable(source):
            if _holds_text(source) and not _VISIBLE.search(render(source)):
                self._problems["the HTML holds text and shows none"] = None
            return Block(plain=None, html=source)
        self._problems["the HTML is too long or too deeply nested"] = None
        return Block(plain=_TAGS.sub(" ", source), html=None)

    def _attach(self, entity: Entity, content: bytes) -> None:
        kind = entity.content_type
        if kind in _ENCRYPTED and "signed" not in entity.parameters.get("smime-type", ""):
            self._problems["the mail is encrypted"] = None
        if kind in _SPLIT_UP:
            self._problems["the mail is a fragment, or its text is elsewhere"] = None
        text, loss = self._attached_text(entity, content)
        filename = _PATH.sub("", entity.filename).strip()
        self._parts.append(
            Part(
                name=self._attachment_name(filename, kind),
                kind=PartKind.ATTACHMENT,
                content_type=kind,
                content=content,
                text=text,
                filename=filename,
                disposition=entity.disposition,
                content_id=header_text(entity.header.first("content-id")).strip("<>"),
                charset_loss=loss,
            )
        )

    def _attached_text(self, entity: Entity, content: bytes) -> tuple[str, bool]:
        if entity.content_type.startswith("text/"):
            text, loss = decode_text(content, entity.parameters.get("charset", ""))
            return unix_lines(text), loss
        if entity.content_type in {"message/rfc822", "message/global"}:
            return self._message_text(content), False
        return "", False

    def _message_text(self, content: bytes) -> str:
        """Return all texts of an attached message; its parts count against the same limits."""
        left = self._limits.parts - self._entities
        if left <= 0 or self._limits.depth <= 0:
            self._problems["there are too many parts"] = None
            return ""
        inner = _Reader(content, replace(self._limits, parts=left, depth=self._limits.depth - 1))
        tree = inner.read()
        self._entities += inner._entities
        self._problems |= dict.fromkeys(tree.problems)
        return "\n".join(text for _, text in tree.texts())

    def _attachment_name(self, filename: str, content_type: str) -> str:
        name = filename or f"unnamed {content_type.partition('/')[2]}"
        self._names[name] += 1
        return f"attachment:{name}" + (f" ({self._names[name]})" if self._names[name] > 1 else "")


def _holds_text(source: str) -> bool:
    """Return whether HTML has words beside its tags, styles and whole comments, seen without parsing it."""
    first, *rest = source.split("<!--")
    outside = [first, *(piece.partition("-->")[2] if "-->" in piece else piece for piece in rest)]
    return bool(_VISIBLE.search(_TAGS.sub("", _STYLE.sub("", resolved("".join(outside))))))


def _as_alternatives(blocks: list[Block]) -> list[Block]:
    """Join the forms of one text that a multipart/alternative offers into one block."""
    plains = [block.plain for block in blocks if block.plain is not None]
    sources = [block.html for block in blocks if block.html is not None]
    if not blocks:
        return []
    return [Block("\n".join(plains) if plains else None, "\n".join(sources) if sources else None)]
