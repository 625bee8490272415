"""Pictures that stand inside a drawing (ISO 32000-1 §8.9.7)."""

import re
from collections.abc import Iterator

_OPERATOR = re.compile(rb"(?<![^\s\x00])(BI|ID|EI)(?=[\s\x00]|$)")
_MOST = 200  # that are told apart


def inline_pictures(drawing: bytes) -> Iterator[bytes]:
    """Yield each inline picture, its header and its data. Linear."""
    if b"ID" not in drawing:
        return
    begins, has_data, number = -1, False, 0
    for match in _OPERATOR.finditer(drawing):
        operator = match[0]
        if operator == b"BI" and not has_data:
            begins = match.end()
        elif operator == b"ID" and begins >= 0:
            has_data = True
        elif operator == b"EI" and has_data:
            yield drawing[begins : match.start()]
            begins, has_data, number = -1, False, number + 1
            if number == _MOST:
                return
