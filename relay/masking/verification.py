"""The last look: the finished bytes, read again by another parser, in every form a reader could see them.

CASES rule 2. The writer's identities may stand nowhere; the reader's only in ``To`` and, as ids of the
reader's own mails, in ``In-Reply-To`` and ``References``.
"""

import email
import email.policy
import re
from email.message import Message

from relay.identities.people import People, known_people
from relay.identities.rejoining import rejoined
from relay.identities.search import find_identities
from relay.masking.decoding import decodings
from relay.mime.charset import unix_lines
from relay.mime.words import decode_words
from relay.model.change import ChangeKind
from relay.model.identity import Identity

_SOFT_BREAK = re.compile(r"=\r?\n")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_SECTION = re.compile(r";\s*\w+\*\d+\*?=")
_THREAD = frozenset({"in-reply-to", "references"})  # ids of the reader's own mails, which they know
_READERS_OWN = _THREAD | {"to"}


def identities_left(data: bytes, writer: Identity, reader: Identity) -> tuple[str, ...]:
    """Return the places (``header subject``, ``text/plain``, ``raw`` …) where an identity can still be read."""
    people = known_people(writer, reader)
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    found: dict[str, None] = {}
    for part in message.walk():
        found |= dict.fromkeys(_in_headers(part, people, top=part is message))
        if not part.is_multipart() and _in_leaf(part, people):
            found[part.get_content_type()] = None
    if _in_raw(data, people):
        found["raw"] = None
    return tuple(found)


def _in_headers(part: Message, people: People, *, top: bool) -> list[str]:
    places = []
    for name, value in part.items():
        if top and name.lower() == "to":
            continue  # the reader's own address, which may hold a surname that both share
        raw = _FOLD.sub("", str(value))
        texts = {raw, decode_words(raw), _SECTION.sub("", raw)}
        hits = [hit for text in texts for form in decodings(text) for hit in find_identities(form, people)]
        if top and name.lower() in _THREAD:
            hits = [hit for hit in hits if hit.person is people.writer and hit.kind is ChangeKind.ADDRESS]
        if hits:
            places.append(f"header {name.lower()}")
    return places


def _in_leaf(part: Message, people: People) -> bool:
    return _in_text(part, people) if part.get_content_maintype() == "text" else _in_file(part, people)


def _in_file(part: Message, people: People) -> bool:
    """Search a file's bytes as they stand; what is packed inside was searched when it was cleaned."""
    payload = part.get_payload(decode=True)
    plain = payload.decode("latin-1").lower() if isinstance(payload, bytes) else ""
    return any(person.addresses(plain) or person.hosts(plain) for person in people.both)


def _in_text(part: Message, people: People) -> bool:
    payload = part.get_payload(decode=True)
    text = unix_lines(payload.decode("utf-8", "replace")) if isinstance(payload, bytes) else ""
    return any(find_identities(form, people) for form in readings(text))


def readings(text: str) -> tuple[str, ...]:
    """Return ``text`` decoded in every way, and joined where it was written apart, also by a tag."""
    forms = dict.fromkeys(decodings(text))
    for form in tuple(forms):
        forms |= dict.fromkeys(joined.text for joined in rejoined(form))
    return tuple(forms)


def _in_raw(data: bytes, people: People) -> bool:
    """Search the bytes as they travel for addresses and hosts; what To and thread headers may hold is cut out."""
    head, _, body = data.partition(b"\r\n\r\n")
    fields = re.split(r"\r\n(?![ \t])", head.decode("utf-8", "replace"))
    kept = [one for one in fields if one.partition(":")[0].lower() not in _READERS_OWN]
    raw = "\n".join(kept) + "\n\n" + body.decode("utf-8", "replace")
    telling = (ChangeKind.ADDRESS, ChangeKind.HOST)
    return any(
        hit.kind in telling for form in (raw, _SOFT_BREAK.sub("", raw)) for hit in find_identities(form, people)
    )  # fmt: skip
