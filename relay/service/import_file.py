"""The import file: from bytes to checked rows, or to every defect with its line and column (DESIGN section 10).

What Excel, LibreOffice and Google make of a table is all read: a byte order mark, semicolons,
CRLF, quotes, empty lines, a leading ``sep=;``. Lines are counted as an editor counts them.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from relay.model.address import mailbox_form
from relay.model.entries import birth_year_of, group_name, language_tag, outside_address, person_name
from relay.model.errors import InvalidInputError
from relay.model.identity import Role

REQUIRED = (
    "group",
    "mentor_email",
    "mentor_given_name",
    "mentor_family_name",
    "student_email",
    "student_given_name",
    "student_family_name",
)
OPTIONAL = (
    "student_birth_year",
    "guardian_email",
    "mentor_language",
    "student_language",
    "guardian_language",
)
COLUMNS = (*REQUIRED, *OPTIONAL)

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MAX_CELL = 1000


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One defect: where in the file, and what is wrong; ``column`` is "" for the line as a whole."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        """Say it as it is printed; the value itself is left out, it may be somebody's name."""
        return f"line {self.line}, {self.column}: {self.reason}" if self.column else f"line {self.line}: {self.reason}"


class ImportRefusedError(InvalidInputError):
    """The file cannot be imported, and nothing of it was; ``problems`` names every bad line."""


@dataclass(frozen=True, slots=True)
class Person:
    """A mentor or a student as one row has them; None: the row does not say."""

    role: Role
    email: str
    given_name: str
    family_name: str
    birth_year: int | None = None
    language: str | None = None
    guardian_email: str | None = None
    guardian_language: str | None = None

    @property
    def mailbox(self) -> str:
        """The form of the address by which it is compared."""
        return mailbox_form(self.email)


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of the file."""

    line: int
    group: str
    mentor: Person
    student: Person


def read_rows(raw: bytes, relay_domain: str, now: datetime) -> tuple[list[Row], list[Problem]]:
    """Return the rows that are sound in themselves, and every defect of the others.

    Raises ImportRefusedError where the file as a whole cannot be read.
    """
    lines = _cells(_text(raw))
    header = _header(next(lines, None))
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in lines:
        if len(cells) > len(header):
            problems.append(Problem(line, "", f"has {len(cells)} cells, the header {len(header)}: {_QUOTE_HINT}"))
            continue
        row = _Reading(line, dict(zip(header, cells, strict=False)), relay_domain, now, problems).row()
        if row is not None:
            rows.append(row)
    if not rows and not problems:
        raise ImportRefusedError("the file has a header, and no rows below it")
    return rows, problems


_QUOTE_HINT = 'put a cell that contains the separator in double quotes, "…"'


def _text(raw: bytes) -> str:
    if raw.startswith(_UTF16_MARKS) or b"\0" in raw[:1000]:
        raise ImportRefusedError(
            'the file is UTF-16, which Excel calls "Unicode text": save it as "CSV UTF-8" and import that'
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ImportRefusedError(
            f'line {line}: the file is not UTF-8 (an older Excel "CSV"?): save it as "CSV UTF-8" and import that'
        ) from None


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that holds anything, with its number."""
    lines = list(io.StringIO(text, newline=""))  # keeps line ends, for cells that hold some
    hint = 1 if lines and lines[0].strip().lower() in {"sep=;", "sep=,"} else 0
    separator = _separator(next((line for line in lines[hint:] if line.strip()), ""))
    reader = csv.reader(lines[hint:], delimiter=separator, strict=True)
    while True:
        number = reader.line_num + hint + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ImportRefusedError(
                f"line {number}: a double quote is not closed, or stands inside a cell: write it twice there"
            ) from None
        if any(cell.strip() for cell in cells):
            yield number, cells


def _separator(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


def _header(first: tuple[int, list[str]] | None) -> list[str]:
    if first is None:
        raise ImportRefusedError("the file is empty")
    line, cells = first
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    problems = [Problem(line, name, "is not a column that can be imported") for name in names if name not in COLUMNS]
    problems += [Problem(line, name, "stands twice in the header") for name in COLUMNS if names.count(name) > 1]
    problems += [Problem(line, name, "this column is missing") for name in REQUIRED if name not in names]
    if problems:
        known = f"the columns are {','.join(COLUMNS)} (from {OPTIONAL[0]} on they may be missing)"
        raise ImportRefusedError(*map(str, problems), known)
    return names


@dataclass
class _Reading:
    """The reading of one row: every cell is looked at, whatever is wrong with another."""

    line: int
    cells: dict[str, str]
    relay_domain: str
    now: datetime
    problems: list[Problem]

    def row(self) -> Row | None:
        before = len(self.problems)
        group = self._value("group")
        mentor = self._person(Role.MENTOR)
        student = self._person(Role.STUDENT)
        if len(self.problems) > before or group is None or mentor is None or student is None:
            return None
        if student.guardian_email and mailbox_form(student.guardian_email) == mentor.mailbox:
            self.problems.append(Problem(self.line, "guardian_email", "is the mentor's own address"))
            return None
        return Row(self.line, group, mentor, student)

    def _person(self, role: Role) -> Person | None:
        is_student = role is Role.STUDENT
        email = self._value(f"{role}_email")
        given_name = self._value(f"{role}_given_name")
        family_name = self._value(f"{role}_family_name")
        language = self._value(f"{role}_language")
        year = self._value("student_birth_year") if is_student else None
        guardian_email = self._value("guardian_email") if is_student else None
        guardian_language = self._value("guardian_language") if is_student else None
        if email is None or given_name is None or family_name is None:
            return None
        birth_year = int(year) if year else None
        return Person(role, email, given_name, family_name, birth_year, language, guardian_email, guardian_language)

    def _value(self, column: str) -> str | None:
        text = self.cells.get(column, "").strip()
        if not text and column in OPTIONAL:
            return None
        try:
            return self._checked(column, text)
        except InvalidInputError as error:
            self.problems.append(Problem(self.line, column, str(error)))
            return None

    def _checked(self, column: str, text: str) -> str:
        if not text:
            raise InvalidInputError("is empty")
        if len(text) > _MAX_CELL:
            raise InvalidInputError(f"has more than {_MAX_CELL} characters")
        if column.endswith("_email"):
            return outside_address(text, self.relay_domain)
        if column.endswith("_language"):
            return language_tag(text)
        if column == "student_birth_year":
            return str(birth_year_of(text, self.now))
        return group_name(text) if column == "group" else person_name(text)
