"""The page of hard cases has a row for each case that is due, and names tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| ([A-Z]\d+) \| [^|]+ \| `tests/", re.MULTILINE)
# By the number of the issue in which a case became a test.
DUE = {
    2: """
    A10 A11 A12 A13 A14 A20 A33 A57 A58 A59 A60 A61 A62 A63 A66 A67 A68 B12 B13 B14 B16 B18 B19 B20 B21 B22 B24 B26
    B37 B48 B49 B50 B52 B53 B60 C1 C14 C16 C17 C19 C22 C23 C24 C26 C27 C32 C33 C34 C35 C36 C37 C38 C39 C41 C44 C45 C46
    D1 D2 D3 D4 D5 D6 D7 D12 D13 D14 D15 D16 D17 D18 D19 D20 D21 D22 D23 D24 D25 D26 D27 D28 D29 D31 D32 E5 E6 E7 E9
    E11 E12 E15 E24 E25 G6 H1 H2 H3 H10 I1 I2 I3 I4
    """,
    3: """
    A1 A2 A3 A4 A5 A6 A7 A8 A9 A15 A16 A19 A21 A22 A23 A24 A25 A26 A27 A28 A29 A36 A37 A38 A39 A40 A41 A42 A43 A44 A45
    A46 A47 A48 A49 A50 A51 A52 A53 A54 A55 A69 B25 B27 B28 B29 B30 B31 B32 B33 B34 B35 B36 B38 B39 B40 B41 B42 B43
    B44 B45 B46 B47 B57 B58 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12 C13 C15 C18 C20 C21 C25 C28 C29 C30 C31 C47 D8 D9 D10
    D11 E4 E18 E22 E27
    """,
    4: "A56 A70 B56 F1 F2 F3 F4 F5 F6 F7 F8 F9 F10",
}


def test_every_test_that_the_page_names_exists() -> None:
    page = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    named = NAMED.findall(page)
    assert len(named) > 100
    gone = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).is_file()
        or not re.search(rf"^(?:async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert gone == []


@pytest.mark.parametrize("issue", DUE)
def test_every_case_that_is_due_has_a_row_with_its_tests(issue: int) -> None:
    rows = ROW.findall((ROOT / "docs" / "cases.md").read_text(encoding="utf-8"))
    assert [case for case in DUE[issue].split() if rows.count(case) != 1] == []
