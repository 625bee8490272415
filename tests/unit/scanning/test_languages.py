"""What is in no language that is scanned is held wherever it stands: new, quoted, or in a file; data and terms pass."""

import time
from email.message import EmailMessage

import pytest

from relay.mime.files.looking import with_kinds
from relay.mime.reading import read_message
from relay.model.category import Category
from relay.model.finding import BODY, SUBJECT
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from relay.scanning.delivered import Delivered
from relay.scanning.passage import Passage
from relay.scanning.recognise.unscanned_language import LanguageFinder
from tests.support.attaching import attach
from tests.support.cells import HOLDS, read_cells
from tests.support.scanners import scanner_without_opinion

UNSCANNED = Category.SYSTEM_UNSCANNED_LANGUAGE
FOREIGN = [one.message.body for one in read_cells() if one.row == UNSCANNED and one.column == HOLDS]
ANSWER = "Ok, thank you! I will read the chapter this week and tell you what I think of it.\n\n"
ENGLISH = "We went to the lake with the whole class and it was the best day of this summer so far. "


def is_held(body: str, *delivered: str, part: str = BODY) -> bool:
    context = ScanContext(author=Role.STUDENT, delivered_texts=delivered)
    findings = scanner_without_opinion().examine_texts([(part, body)], context).findings
    return UNSCANNED in {finding.category for finding in findings}


def quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_quote_of_nothing_that_was_delivered_is_asked_about(foreign: str) -> None:
    assert is_held(ANSWER + quoted(foreign))
    assert is_held(f"{ANSWER}On Monday, Greta wrote:\n{foreign}\n")


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_quote_of_what_was_delivered_passes(foreign: str) -> None:
    assert not is_held(ANSWER + quoted(foreign), f"Hello!\n\n{foreign}\n")


def test_a_foreign_text_above_a_quote_is_held() -> None:
    assert is_held(f"{FOREIGN[0]}\n\n{quoted(ENGLISH * 5)}")


def test_a_foreign_text_partly_in_a_quote_is_held() -> None:
    words = FOREIGN[0].split()
    assert is_held(" ".join(words[:7]) + "\n" + quoted(" ".join(words[7:14])))


def test_a_foreign_subject_is_held() -> None:
    assert is_held(FOREIGN[0], part=SUBJECT)


def test_a_foreign_text_behind_a_very_long_one_is_held() -> None:
    assert is_held(ENGLISH * 300 + "\n\n" + FOREIGN[0] * 300)


def test_an_unknown_quote_in_english_passes() -> None:
    assert not is_held(ANSWER + quoted(ENGLISH * 3))


def file_is_held(content: str, name: str = "story.txt", media_type: str = "text/plain") -> bool:
    mail = EmailMessage()
    mail["Subject"] = "my file"
    mail.set_content("Here is my file for the class.")
    attach(mail, name, media_type, content.encode())
    findings = scanner_without_opinion().scan_message(with_kinds(read_message(mail.as_bytes())), ScanContext())
    return UNSCANNED in {finding.category for finding in findings}


@pytest.mark.parametrize("foreign", FOREIGN[:5])
def test_a_foreign_text_in_a_file_is_held(foreign: str) -> None:
    assert file_is_held(foreign)
    assert file_is_held(foreign.upper())
    assert file_is_held(f"name,comment\nTim,{foreign}\n", "data.csv", "text/csv")


DATA = {
    "a table": "station,temp,wind\n" + "Lakeside,12.5,NNW\nHarbour,13.1,SSE\n" * 20,
    "a table of another country": "nome;cidade\n" + "Ana da Silva;Rio de Janeiro\nDavi dos Santos;Belo Horizonte\n" * 9,
    "a list of a class": "Nguyen Thi Minh Anh\nTran Van Di Lam\nPham Thi Anh Chi\nDo Minh Thi Nhu\nLe Ban Chi Em\n" * 3,
    "kinds of animals": "Felis catus, Canis lupus, Ursus arctos, Vulpes vulpes, Lynx rufus, Lepus americanus\n" * 3,
    "a system of kinds": "Kingdom Animalia Phylum Chordata Class Mammalia Order Carnivora Family Felidae\n" * 2,
    "a lesson of Latin": "amo amas amat amamus\nhabeo habes habet habemus\nrosa, rosae, rosae, rosam, rosa",
    "chords": "Am Em C G\nDm Am E Am\nAm Em F C G\n" * 6,
    "notes of a song": "T:Reel\nK:G\nGABc dedB|dedB dedB|c2ec B2dB|A2FA c2BA|\n" * 6,
    "terms of music": "Andante ma non troppo\npoco a poco\nAllegro con brio\nAdagio sostenuto e molto espressivo\n",
    "genes": "atg gcc ttg acc gga tac cat gga\n" * 8,
    "a program": "def area(radius):\n    return math.pi * radius ** 2\n\nfor idx in range(9):\n    print(idx)\n" * 6,
    "words to learn": "la maison\tthe house\nle chien\tthe dog\nil fait froid\tit is cold\n" * 3,
    "an essay": ENGLISH * 4,
    "a letter in Spanish": "Hoy presentamos la maqueta y a la maestra le encanto, dijo que aguanto mas que todos. " * 3,
}  # fmt: skip


@pytest.mark.parametrize("content", DATA.values(), ids=DATA.keys())
def test_data_terms_and_lessons_in_a_file_pass(content: str) -> None:
    assert not file_is_held(content)


@pytest.mark.parametrize("text", ["xqv zrtk " * 20_000, "> a\n" * 50_000, "ш" * 200_000, ENGLISH * 2000])
def test_long_hostile_texts_are_asked_about_in_little_time(text: str) -> None:
    finder = LanguageFinder(("en", "es"), Delivered(["what was delivered before, line by line\n" * 100] * 20))
    passage = Passage(BODY, text)
    began = time.process_time()
    list(finder.find(passage))
    assert time.process_time() - began < 2
