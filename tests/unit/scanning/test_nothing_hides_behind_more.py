"""What is harmful is found however much harmless stands before it."""

import base64

import pytest

from relay.model.category import Category
from relay.model.decision import Outcome, judge
from relay.model.finding import BODY, HTML, Finding
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from relay.scanning.quick import crisis_check
from tests.support.scanners import shipped_policy, shipped_scanner

FROM_A_STUDENT = ScanContext(author=Role.STUDENT)
CRY = "I want to kill myself tonight."


def scan(body: str) -> tuple[Finding, ...]:
    return shipped_scanner().examine_texts([(BODY, body)], FROM_A_STUDENT).findings


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def mail(text: str) -> bytes:
    return f"From: tim@students.example\nContent-Type: text/plain\n\n{text}\n".encode()


@pytest.mark.parametrize("games", [1, 60, 500])
def test_a_threat_behind_threats_in_a_game_is_held(games: int) -> None:
    said = "I am going to kill you in mario kart.\n" * games + "\nBring money or I am going to kill you."
    assert Category.CRISIS_THREAT in {finding.category for finding in scan(said)}


def test_a_bad_link_behind_hundreds_of_unknown_ones_is_held() -> None:
    links = "\n".join(f"https://site{number}.example.net/a" for number in range(250))
    found = scan(f"{links}\nhttp://192.168.4.5/login")
    assert judge(found, shipped_policy(), None).outcome is Outcome.HOLD


@pytest.mark.parametrize("before", ["something extracurricular ", "extraordinarily " * 220, f"{coded('so it goes')} "])
def test_what_is_coded_is_read_behind_long_words(before: str) -> None:
    assert Category.CRISIS_SELF_HARM in {finding.category for finding in scan(before + coded(CRY))}


def test_a_long_sentence_is_read_letter_by_letter() -> None:
    said = f"please do not tell my mother but {CRY.lower().strip('.')} and that is all i have to say"
    assert Category.CRISIS_SELF_HARM in {finding.category for finding in scan(" ".join(said.replace(" ", "")))}


def apart(text: str, letters: str, words: str) -> str:
    return words.join(letters.join(word) for word in text.split())


@pytest.mark.parametrize(
    "gaps", [(" ", "   "), (" ", " "), (".", "."), (".", " "), ("-", " - "), (" ", "\n"), ("  ", "      ")]
)
@pytest.mark.parametrize("name", ["tim", "greta", "zorp", "Lucía", "xochitl"])
@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("i want to kill myself tonight", Category.CRISIS_SELF_HARM),
        ("kill yourself", Category.CONDUCT_HARASSMENT),
    ],
)
def test_a_name_beside_it_hides_nothing_that_is_spelled(
    gaps: tuple[str, str], name: str, said: str, category: Category
) -> None:
    for text in (f"{said} {name}", f"{name} {said}"):
        assert category in {finding.category for finding in scan(apart(text, *gaps))}


@pytest.mark.parametrize("gaps", [(" ", "   "), (" ", " "), (".", "  ")])
@pytest.mark.parametrize("said", ["dont tell mrs kim about us", "don't tell mrs kim about us"])
def test_a_name_within_what_is_spelled_hides_nothing(gaps: tuple[str, str], said: str) -> None:
    assert Category.CONDUCT_SECRECY in {finding.category for finding in scan(apart(said, *gaps))}


@pytest.mark.parametrize("before", ["q x z v " * 400, "a b c d " * 400])
def test_what_is_spelled_is_read_behind_a_thousand_letters(before: str) -> None:
    assert Category.CONDUCT_HARASSMENT in {f.category for f in scan(before + apart("kill yourself", " ", " "))}


@pytest.mark.parametrize("said", ["killyourselftim", "zorpkillyourself"])
def test_a_name_beside_it_hides_no_acrostic(said: str) -> None:
    lines = "\n".join(f"{letter.upper()}bout the day." for letter in said)
    assert Category.CONDUCT_HARASSMENT in {finding.category for finding in scan(lines)}


@pytest.mark.parametrize(
    "text", ["1. a b c d e f g", "a, b, b, c, d, a, s, s, c, d", "C G A m F G C G", "G.P.A. and S.A.T. by Tim K. S."]
)
def test_letters_that_spell_nothing_pass(text: str) -> None:
    assert judge(scan(text), shipped_policy(), None).outcome is not Outcome.HOLD


def test_the_crisis_check_takes_what_it_could_not_read_to_its_end() -> None:
    (found,) = crisis_check(mail("all is well, my friend.\n" * 3000 + CRY), shipped_policy())
    assert found.category is Category.SYSTEM_SCAN_FAILED


def test_the_crisis_check_reads_what_is_coded() -> None:
    assert {f.category for f in crisis_check(mail(coded(CRY)), shipped_policy())} == {Category.CRISIS_SELF_HARM}


def test_html_adds_nothing_to_a_conversation_that_its_text_does_not() -> None:
    scanner = shipped_scanner()
    alone = scanner.examine_texts([(BODY, "415")], FROM_A_STUDENT).message
    assert scanner.examine_texts([(BODY, "415"), (HTML, "415 !")], FROM_A_STUDENT).message == alone


def test_html_beside_an_empty_text_adds_to_a_conversation() -> None:
    scanner = shipped_scanner()
    alone = scanner.examine_texts([(HTML, "my number starts with 415")], FROM_A_STUDENT).message
    assert alone.features.signals
    blank = scanner.examine_texts([(BODY, " \n"), (HTML, "my number starts with 415")], FROM_A_STUDENT).message
    assert blank == alone
