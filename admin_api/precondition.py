"""ETag and If-Match (RFC 9110 sections 8.8.3 and 13.1.1): a record's ETag is its version."""

import re
from typing import Annotated, Final

from fastapi import Depends, Header
from starlette.responses import Response

# Versions count up from 1: this one is nobody's, so that the use case says 412 in its turn.
_NO_VERSION: Final = 0

_STRONG_TAG = re.compile(r'\s*"(\d{1,9})"\s*', re.ASCII)


def expected_version(
    if_match: Annotated[
        str | None,
        Header(
            description='The ETag that the record had when it was read, such as `"3"`, or `*`. '
            "It was changed since: 412. A weak or unknown tag never matches.",
        ),
    ] = None,
) -> int | None:
    """Return the version that a client decided on; None where it does not matter to them."""
    if if_match is None or if_match.strip() == "*":
        return None
    tag = _STRONG_TAG.fullmatch(if_match)
    return int(tag[1]) if tag else _NO_VERSION


ExpectedVersion = Annotated[int | None, Depends(expected_version)]


def tag(response: Response, version: int) -> None:
    """Give the answer the ETag of a record's version."""
    response.headers["ETag"] = f'"{version}"'
