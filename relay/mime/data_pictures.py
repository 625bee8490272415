"""Pictures that stand in a page itself as ``data:`` links (RFC 2397): to the tree they are attached, as others are."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

_SOURCE = re.compile(
    r"(?P<before><img\b[^<>]{0,2000}?\bsrc[ \t\n]*=[ \t\n]*(?P<quote>[\"']?))"
    r"data:(?P<type>image/[a-z0-9.+-]{1,40});base64,(?P<digits>[A-Za-z0-9+/=\s]+)",
    re.IGNORECASE,
)
_SMALLEST = 100  # bytes; less is a dot that keeps a place
_MOST = 50


@dataclass(frozen=True, slots=True)
class DataPicture:
    """One picture; the page shows it under ``content_id``."""

    content_id: str
    content_type: str
    content: bytes


def with_pictures_apart(source: str) -> tuple[str, tuple[DataPicture, ...]]:
    """Return ``source`` with ``cid:`` links in place of its ``data:`` pictures, and these, each once."""
    if "data:" not in source and "DATA:" not in source:
        return source, ()
    found: dict[str, DataPicture] = {}

    def linked(match: re.Match[str]) -> str:
        picture = _picture(match["type"], match["digits"])
        if picture is None or (len(found) >= _MOST and picture.content_id not in found):
            return match[0]
        found.setdefault(picture.content_id, picture)
        return f"{match['before']}cid:{picture.content_id}{'' if match['quote'] else ' '}"

    return _SOURCE.sub(linked, source), tuple(found.values())


def _picture(content_type: str, digits: str) -> DataPicture | None:
    try:
        content = base64.b64decode("".join(digits.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(content) < _SMALLEST:
        return None
    return DataPicture(f"{hashlib.sha256(content).hexdigest()[:20]}@page", content_type.lower(), content)
