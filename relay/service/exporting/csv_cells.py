"""messages.csv: a row a message, for spreadsheets, with nothing in it that a spreadsheet would run.

RFC 4180: commas, CRLF, every cell in quotes. UTF-8 with a byte order mark, since Excel takes it for
the local code page otherwise. The exact texts stand in messages.jsonl.
"""

import csv
import io
import re
import unicodedata
from typing import Any

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
COLUMNS = (
    "id thread_id pair_id group direction channel state received_at author_id author_role subject severity categories "
    "reasons review original_text original_attachments delivered_at delivered_text delivered_attachments "
    "last_decision last_decision_by last_decision_at flags erased unreadable"
).split()

_LONGEST = 32_000  # Excel ends a cell at 32,767 characters, and begins another one with the rest
_CUT = " […] (cut here; whole in messages.jsonl)"
_QUOTES = frozenset("\"'`\N{ACUTE ACCENT}\N{SINGLE LOW-9 QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}")
_PASSED_OVER = frozenset("Cc Cf Cs Co Cn Zs Zl Zp Pi Pf".split())  # controls, blanks, opening and closing quotes
_FORMULA = frozenset("=+-@\N{MINUS SIGN}")
_SURE = frozenset("=@")
_CONTROLS = ("\t", "\r", "\n")
_CALLS = frozenset("(|!")
# Where comma is the decimal point, Excel cuts such a file at semicolons and line ends instead.
_CELL_ENDS = re.compile(r"([\r\n\t;])")


def header_line() -> bytes:
    """Return the first line of the file."""
    return BYTE_ORDER_MARK + _line(COLUMNS)


def row_line(record: dict[str, Any]) -> bytes:
    """Return the line of one message, from its record."""
    return _line([safe_cell(value) for value in _values(record)])


def safe_cell(text: str) -> str:
    """Return ``text`` as a cell that no spreadsheet takes for a formula.

    Whatever begins with ``= + - @``, tab or CR, also behind blanks or quotes and also full-width,
    gets an apostrophe before it; so does what would begin a cell if the file were cut wrongly.
    """
    first, *others = _CELL_ENDS.split(_printable(text[:_LONGEST]))
    if _first_visible(text) in _FORMULA or text.startswith(_CONTROLS):
        first = f"'{first}"
    safe = first + "".join(f"'{piece}" if _runs_something(piece) else piece for piece in others)
    return safe if len(text) <= _LONGEST and len(safe) <= _LONGEST else safe[:_LONGEST] + _CUT


def _runs_something(piece: str) -> bool:
    """Return whether a spreadsheet would do something with a cell that begins within a text.

    "- milk" and ";-)" are no formulas: one that does harm calls or links to something.
    """
    letter = _first_visible(piece)
    return letter in _SURE or (letter in _FORMULA and not _CALLS.isdisjoint(piece))


def _first_visible(text: str) -> str:
    """Return the first letter that is no blank, control or quote, in its ordinary width; "" if there is none."""
    for letter in text:
        if letter not in _QUOTES and unicodedata.category(letter) not in _PASSED_OVER:
            return unicodedata.normalize("NFKC", letter)[0]
    return ""


def _printable(text: str) -> str:
    return "".join("\ufffd" if letter < " " and letter not in _CONTROLS else letter for letter in text)


def _line(cells: list[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode("utf-8", "replace")


def _values(record: dict[str, Any]) -> list[str]:
    original, delivered = record["original"] or {}, record["delivered"] or {}
    author = record["author"] or {}
    last = record["decisions"][-1] if record["decisions"] else {}
    values = {
        **{name: record[name] for name in COLUMNS if name in record},
        "author_id": author.get("id"),
        "author_role": author.get("role"),
        "categories": " ".join(record["categories"]),
        "reasons": " ".join(record["reasons"]),
        "original_text": original.get("text"),
        "original_attachments": _names(original),
        "delivered_at": delivered.get("delivered_at"),
        "delivered_text": delivered.get("text"),
        "delivered_attachments": _names(delivered),
        "last_decision": last.get("action"),
        "last_decision_by": last.get("staff_id"),
        "last_decision_at": last.get("decided_at"),
        "flags": ", ".join(flag["label"] or "" for flag in record["flags"] if flag["removed_at"] is None),
        "erased": "yes" if record["erased"] else "no",
        "unreadable": "yes" if record["unreadable"] else "no",
    }
    return ["" if values[name] is None else str(values[name]) for name in COLUMNS]


def _names(mail: dict[str, Any]) -> str:
    return ", ".join(attachment["name"] for attachment in mail.get("attachments", ()))
