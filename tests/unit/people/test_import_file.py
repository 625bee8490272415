"""Reading an import file: forms of the same table, and every defect with its line and column (CASES I1)."""

from datetime import UTC, datetime

import pytest

from relay.service.import_file import COLUMNS, ImportRefusedError, Row, read_rows

DOMAIN = "mail.relaytest.example"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = "group,mentor_email,mentor_given_name,mentor_family_name,student_email,student_given_name,student_family_name"
TIM = "Spring,greta@mentor.example,Greta,Grant,tim@school.example,Tim,Tull"
LUCIA = "Spring,omar@mentor.example,Omar,Okoye,lucia@school.example,Lucía,Luna"


def read(*lines: str) -> tuple[list[Row], list[str]]:
    rows, problems = read_rows("\n".join((*lines, "")).encode(), DOMAIN, NOW)
    return rows, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("form", "raw"),
    [
        ("byte order mark", b"\xef\xbb\xbf" + f"{HEADER}\n{LUCIA}\n".encode()),
        ("semicolons", f"{HEADER}\n{LUCIA}\n".replace(",", ";").encode()),
        ("CRLF", f"{HEADER}\r\n{LUCIA}\r\n".encode()),
        ("old Mac line ends", f"{HEADER}\r{LUCIA}\r".encode()),
        ("no line end at the end", f"{HEADER}\n{LUCIA}".encode()),
        ("Excel's quotes", ('"' + HEADER.replace(",", '","') + '"\n"' + LUCIA.replace(",", '","') + '"\n').encode()),
        ("Excel's hint", f"sep=;\r\n{HEADER}\r\n{LUCIA}\r\n".replace(",", ";").encode()),
        ("empty lines", f"\n{HEADER}\n\n{LUCIA}\n,,,,,,\n   \n".encode()),
        ("spaces around", f"{HEADER}\n{LUCIA}\n".replace(",", " , ").encode()),
        ("a header in capitals", f"{HEADER.upper()}\n{LUCIA}\n".encode()),
    ],
)
def test_every_form_of_the_same_table_is_read(form: str, raw: bytes) -> None:
    rows, problems = read_rows(raw, DOMAIN, NOW)

    assert problems == []
    assert [(row.group, row.student.given_name, row.student.email) for row in rows] == [
        ("Spring", "Lucía", "lucia@school.example")
    ], form


def test_names_with_separators_and_quotes_are_quoted() -> None:
    rows, _ = read(HEADER, 'Spring,greta@mentor.example,Greta,"Grant, PhD",tim@school.example,Tim,"d\'Arc; Tull"')

    assert (rows[0].mentor.family_name, rows[0].student.family_name) == ("Grant, PhD", "d'Arc; Tull")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_with_what_to_do(encoding: str) -> None:
    with pytest.raises(ImportRefusedError, match='save it as "CSV UTF-8"'):
        read_rows(f"{HEADER}\n{TIM}\n".encode(encoding), DOMAIN, NOW)


def test_another_encoding_is_refused_at_its_line() -> None:
    with pytest.raises(ImportRefusedError, match=r"line 3: the file is not UTF-8"):
        read_rows(f"{HEADER}\n{TIM}\n{LUCIA}\n".encode("latin-1"), DOMAIN, NOW)


@pytest.mark.parametrize("raw", [b"", b"\n\n", HEADER.encode(), f"{HEADER}\n,,,\n".encode()])
def test_a_file_without_rows_is_refused(raw: bytes) -> None:
    with pytest.raises(ImportRefusedError):
        read_rows(raw, DOMAIN, NOW)


def test_wrong_columns_are_all_named() -> None:
    with pytest.raises(ImportRefusedError) as refused:
        read(HEADER.replace("mentor_email", "mentor_mail").replace("student_family_name", "group"), TIM)

    problems = refused.value.problems
    assert "line 1, mentor_mail: is not a column that can be imported" in problems
    assert "line 1, mentor_email: this column is missing" in problems
    assert "line 1, student_family_name: this column is missing" in problems
    assert "line 1, group: stands twice in the header" in problems


def test_a_quote_that_never_closes_is_refused_at_its_line() -> None:
    with pytest.raises(ImportRefusedError, match=r"^line 3: a double quote"):
        read(HEADER, TIM, 'Spring,"omar@mentor.example,Omar,Okoye,l@s.example,Lucía,Luna')


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (TIM.replace("greta@mentor.example", "greta"), "line 2, mentor_email: not a mail address"),
        (TIM.replace("tim@school.example", "tim@school"), "line 2, student_email: the domain"),
        (TIM.replace("greta@mentor.example", f"abc@{DOMAIN}"), "line 2, mentor_email: this is an address of the relay"),
        (TIM.replace("tim@school.example", f"t@x.{DOMAIN}"), "line 2, student_email: this is an address of the relay"),
        (TIM.replace("Tull", ""), "line 2, student_family_name: is empty"),
        (TIM.replace("Greta", "greta@x.example"), "line 2, mentor_given_name: a name is wanted"),
        (TIM.replace("Tull", "T" * 2000), "line 2, student_family_name: has more than"),
        (TIM.replace("Spring", ""), "line 2, group: is empty"),
        (f"{TIM},extra,cells", "line 2: has 9 cells, the header 7"),
        ("Spring,greta@mentor.example", "line 2, mentor_given_name: is empty"),
    ],
)
def test_a_bad_line_is_named_with_column_and_reason(row: str, problem: str) -> None:
    rows, problems = read(HEADER, row)

    assert rows == []
    assert any(found.startswith(problem) for found in problems), problems


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ("1890,,,,", "line 2, student_birth_year: a year of birth is wanted"),
        (",nobody,,,", "line 2, guardian_email: not a mail address"),
        (f",pat@{DOMAIN},,,", "line 2, guardian_email: this is an address of the relay"),
        (",GRETA@mentor.example,,,", "line 2, guardian_email: is the mentor's own address"),
        (",,English,,", "line 2, mentor_language: a language code is wanted"),
        (",,,es_ES,", "line 2, student_language: a language code is wanted"),
        (",,,,?", "line 2, guardian_language: a language code is wanted"),
    ],
)
def test_a_bad_optional_cell_is_named(cells: str, problem: str) -> None:
    _, problems = read(",".join(COLUMNS), f"{TIM},{cells}")

    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_one_bad_line_does_not_hide_the_others() -> None:
    rows, problems = read(HEADER, TIM.replace("Tull", ""), LUCIA, TIM.replace("@", " "))

    assert [row.line for row in rows] == [3]
    assert [problem.partition(":")[0] for problem in problems] == [
        "line 2, student_family_name",
        "line 4, mentor_email",
        "line 4, student_email",
    ]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    two_lines = 'Spring,greta@mentor.example,Greta,"Grant\nof Perth",tim@school.example,Tim,Tull'

    rows, problems = read(HEADER, two_lines, "", TIM.replace("@", " "))

    assert rows[0].mentor.family_name == "Grant of Perth"
    assert problems[0].startswith("line 5, mentor_email")
