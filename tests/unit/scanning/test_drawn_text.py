"""What a reader sees is what is scanned: nothing drawn, blanks, overridden direction, file names, calendars."""

import pytest

from relay.mime.reading import read_message
from relay.model.category import Category
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.scanners import DOMAIN, PAIR, shipped_scanner

FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)
SENTENCE = "I want to kill myself"


def scan(body: str) -> tuple[Finding, ...]:
    return shipped_scanner().examine_texts([("body", body)], FROM_TIM).findings


def found(findings: tuple[Finding, ...]) -> set[Category]:
    return {finding.category for finding in findings}


@pytest.mark.parametrize(
    "unseen",
    ["\u2800", "\ufff9", "\ufffb", "\U0001d173", "\U0001d17a", "\x01", "\x1c", "\x7f", "\x84", "\ue000", "\U000f0000",
     "\u0378", "\ufdd0", "\u2065", "\u200b", "\u3164", "\u00ad", "\U000e0001"],
)  # fmt: skip
def test_a_character_that_is_not_seen_splits_no_word(unseen: str) -> None:
    body = f"hi, I want to ki{unseen}ll my{unseen}self ok"
    crisis = [finding for finding in scan(body) if finding.category is Category.CRISIS_SELF_HARM]
    assert crisis
    assert all(body[finding.start : finding.end] == finding.text for finding in crisis)
    assert any(f"ki{unseen}ll my{unseen}self" in finding.text for finding in crisis)


@pytest.mark.parametrize("blank", ["\u2800", "\u3164", "\uffa0"])
def test_a_blank_that_is_no_space_parts_words(blank: str) -> None:
    assert Category.CRISIS_SELF_HARM in found(scan(SENTENCE.replace(" ", blank)))


@pytest.mark.parametrize(
    "body",
    [
        "\u202eflesym llik ot tnaw I\u202c",
        "so \u202eflesym llik ot tnaw I\nand that is it",
        "\u202emyself\u202c\u202d\u202c \u202eflesym llik ot tnaw I",
        "\u202eflesym \u202dkill\u202c ot tnaw I\u202c",
    ],
)
def test_overridden_direction_is_read_as_it_is_drawn(body: str) -> None:
    crisis = [finding for finding in scan(body) if finding.category is Category.CRISIS_SELF_HARM]
    assert crisis
    assert all(body[finding.start : finding.end] == finding.text for finding in crisis)


def test_a_number_under_an_override_is_found_once() -> None:
    found = [f for f in scan("ok \u202e4321-555-614\u202c") if f.category is Category.PII_PHONE]
    assert len(found) == 1


def test_a_text_of_characters_without_meaning_is_held() -> None:
    assert Category.SYSTEM_UNSCANNED_LANGUAGE in found(scan("\ue041\ue042\ue043 " * 20))


def with_attachment(name: str, content_type: str, content: str) -> bytes:
    return (
        "Subject: hi\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n"
        f'--b\r\nContent-Type: {content_type}\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n'
        f"{content}\r\n--b--\r\n"
    ).encode()


def categories(raw: bytes) -> set[Category]:
    return found(shipped_scanner().scan_message(read_message(raw), FROM_TIM))


def test_a_text_attachment_is_scanned() -> None:
    assert Category.PII_PHONE in categories(with_attachment("notes.txt", "text/plain", "me: 416-555-1234"))


def test_a_folded_calendar_is_read_unfolded() -> None:
    calendar = "BEGIN:VEVENT\r\nSUMMARY:I want to kil\r\n l my\r\n\tself\\, ok\\n416-5\r\n 55-1234\r\nEND:VEVENT"
    assert categories(with_attachment("day.ics", "text/calendar", calendar)) >= {
        Category.CRISIS_SELF_HARM,
        Category.PII_PHONE,
    }


@pytest.mark.parametrize("content_type", ["text/plain", "image/png"])
@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("call 416-555-1234.txt", Category.PII_PHONE),
        ("416_555_1234.txt", Category.PII_PHONE),
        ("I want to kill myself.txt", Category.CRISIS_SELF_HARM),
        ("i_want_to_kill_myself.png", Category.CRISIS_SELF_HARM),
    ],
)
def test_the_name_of_a_file_is_scanned(name: str, category: Category, content_type: str) -> None:
    assert category in categories(with_attachment(name, content_type, "The cables hold the deck."))
