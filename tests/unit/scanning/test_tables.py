"""Numbers cut over the cells of a table, along a row or down a column; tables of data pass."""

from email.message import EmailMessage

import pytest

from relay.mime.files.looking import with_kinds
from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.attaching import attach
from tests.support.letters import raw_mail
from tests.support.scanners import DOMAIN, PAIR, scanner_without_opinion

FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)
WORDS = "apple bear cat dog egg fox goat hat ice jam kite lamp mouse nest oak pear".split()
NUMBER = "5155550143"


def held_for(raw: bytes) -> set[Category]:
    findings = scanner_without_opinion().scan_message(with_kinds(read_message(raw)), FROM_TIM)
    return {finding.category for finding in findings if finding.severity is not Severity.INFO}


def csv(content: str) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "data"
    mail.set_content("Here is the file.")
    attach(mail, "data.csv", "text/csv", content.encode())
    return mail.as_bytes()


def down(cells: list[str], delimiter: str = ",", head: str = "") -> str:
    return head + "".join(f"{word}{delimiter}{cell}\n" for word, cell in zip(WORDS, cells, strict=False))


@pytest.mark.parametrize(
    "content",
    [
        "name,a,b,c\nscore,515,555,0143\n",
        ",".join(NUMBER),
        ",".join(f'"{digit}"' for digit in NUMBER),
        "x;515;555;0143",
        down(list(NUMBER)),
        down(list(NUMBER), head="word,n\n"),
        down([f'"{digit}"' for digit in NUMBER], ";", "word;number\n"),
        down(list(NUMBER), "\t"),
        "year,1883\n" + down(list(NUMBER)),
        down(["515", "555", "0143"], head="word,n\n"),
        down(list("textme5155550143"), head="word,letter\n"),
        "Bridge\t1883\n\n" + "\t".join(NUMBER),
        "Bridge\t1883\n\n5155550143",
    ],
)
def test_a_number_cut_over_cells_is_one(content: str) -> None:
    assert Category.PII_PHONE in held_for(csv(content))


def test_a_number_down_the_column_of_a_page_is_one() -> None:
    rows = "".join(f"<tr><td>{word}</td><td>{digit}</td></tr>" for word, digit in zip(WORDS, NUMBER, strict=False))
    raw = raw_mail(f"<p>My table:</p><table>{rows}</table>", content_type="text/html; charset=utf-8")
    assert Category.PII_PHONE in held_for(raw)


@pytest.mark.parametrize(
    "content",
    [
        "bridge,year,length\nBrooklyn,1883,1825\nGolden Gate,1937,2737\nMackinac,1957,8038\n",
        "day,temp\n" + "".join(f"{day},{t}\n" for day, t in enumerate([51, 55, 55, 51, 43, 44, 45, 60, 61, 62])),
        down(list("5315542143"), head="throw,die\n"),
        down(list("515555014"), head="trial,count\n"),
        down(["515", "555", "1043", "1290"], head="year,count\n"),
        down(["105", "155", "1043"], head="year,count\n"),
        "1,0,1\n0,1,0\n1,1,0\n",
        "5\t3\t4\t6\t7\t8\t9\t1\t2\t0\n6\t7\t2\t1\t9\t5\t3\t4\t8\t0\n1\t9\t8\t3\t4\t2\t5\t6\t7\t0\n",
    ],
)
def test_a_table_of_data_has_no_number(content: str) -> None:
    assert Category.PII_PHONE not in held_for(csv(content))


@pytest.mark.parametrize("body", ["I am 14, 5155550143", "2012\n5155550143", "in 1883, 5155550143, ok"])
def test_figures_before_a_number_do_not_hide_it(body: str) -> None:
    assert Category.PII_PHONE in held_for(raw_mail(body))


@pytest.mark.parametrize(
    "body",
    [
        "Pi is 3.1415926535 8979323846 2643383279 and so on.",
        "Add 12, 1234567890 and 4.",
        "7, 1000000000, 3",
        "What is 8045550191 / 7?",
    ],
)
def test_a_long_number_among_figures_that_nobody_can_dial_passes(body: str) -> None:
    assert Category.PII_PHONE not in held_for(raw_mail(body))
