r"""format=flowed (RFC 3676): soft line breaks joined, so that a paragraph is one line again.

An address cut in two by wrapping (``jane@`` / ``school.org``) is whole before anybody looks for it
(CASES A69), and the reader's program wraps as it likes.
"""

import re

_QUOTES = re.compile(r">*")


def unflow(text: str, *, delsp: bool) -> str:
    r"""Return flowed ``text`` (``\n`` line ends) with paragraphs joined and space-stuffing undone.

    ``delsp``: the parameter DelSp=yes, where the space that marks a soft break is no part of the text.
    """
    out: list[str] = []
    soft_depth: int | None = None  # quote depth of the line before, if it ended in a soft break
    for line in text.split("\n"):
        depth, content = _parse(line)
        is_soft = content.endswith(" ") and content != "-- "
        content = content[:-1] if is_soft and delsp else content
        if soft_depth == depth and content != "-- ":
            out[-1] += content
        else:
            out.append(_quoted(depth, content))
        soft_depth = depth if is_soft else None
    return "\n".join(out)


def _parse(line: str) -> tuple[int, str]:
    match = _QUOTES.match(line)
    depth = match.end() if match else 0
    content = line[depth:]
    return depth, content.removeprefix(" ")


def _quoted(depth: int, content: str) -> str:
    if not depth:
        return content
    return ">" * depth + (" " + content if content else "")
