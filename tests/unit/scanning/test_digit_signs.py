"""Telephone numbers whose digits are drawn, counted, told in riddles or marked are found; their like passes."""

import pytest

from relay.model.category import Category, Severity
from relay.scanning.braille import braille_readings
from relay.scanning.context import ScanContext
from tests.support.scanners import shipped_scanner


def holds_number(body: str) -> bool:
    findings = shipped_scanner().examine_texts([("body", body)], ScanContext()).findings
    return any(f.category is Category.PII_PHONE and f.severity is not Severity.INFO for f in findings)


@pytest.mark.parametrize(
    "body",
    [
        "5!1!5 5!5!5 0!1!4!3",
        "5\\1\\5 5\\5\\5 0\\1\\4\\3",
        "5$1$5$5$5$5$0$1$4$3 ok",
        "5=1=5=5=5=5=0=1=4=3",
        "515!!555!!0143",
        "5x1x5x5x5x5x0x1x4x3",
        "5a1b5c5d5e5f0g1h4i3j",
        "||||| | ||||| ||||| ||||| ||||| 0 | |||| |||",
        "***** * *****, ***** ***** *****, 0 * **** ***",
        "..... . ..... ..... ..... ..... 0 . .... ...",
        "V-I-V V-V-V N-I-IV-III",
        "⚄⚀⚄ ⚄⚄⚄ 0⚀⚃⚂",
        "🕔🕐🕔 🕔🕔🕔 0 🕐🕓🕒",
        "5️⃣1️⃣5️⃣ 5️⃣5️⃣5️⃣ 0️⃣1️⃣4️⃣3️⃣",
        "⁵¹⁵ ⁵⁵⁵ ⁰¹⁴³",
        "❺❶❺ ❺❺❺ ⓿❶❹❸",
        "⠼⠑⠁⠑ ⠼⠑⠑⠑ ⠼⠚⠁⠙⠉",
        "⠑⠁⠑ ⠑⠑⠑ ⠚⠁⠙⠉",
        "%!% %%% )!$#",
        "tqt ttt pqre",
        "on a phone pad: kal kkk 0a gd",
        "515-KLL-0143",
        "2+3, 0+1, 4+1, 3+2, 5+0, 1+4, 0+0, 1+0, 2+2, 1+2",
        "(2+3)(0+1)(4+1) (3+2)(5+0)(1+4) (1-1)(2-1)(2+2)(1+2)",
        "10/2 2/2 10/2 20/4 15/3 5/1 0/1 1/1 8/2 9/3",
        "sides of a pentagon\nsuns in the sky\nfingers on a hand\n5\n5\n5\nnothing\n1\nlegs of a cat\nlegs of a hen",
        "legs of a dog, then one, then fingers on a hand, 5 5 5, zero, one, legs of a cat, sides of a triangle",
    ],
)
def test_a_number_in_other_signs_is_found(body: str) -> None:
    assert holds_number(body)


@pytest.mark.parametrize(
    "body",
    [
        "Do these: 7x8, 6x7, 9x9, 4x12, 3x3, 12/4, 5+8. I'll check them on Friday.",
        "We won 5-3, lost 1-4, won 6-0, won 3-1, lost 2-7, won 9-8, drew 2-2.",
        "The recipe is 1/2 cup, 3/4 cup, 2/3 cup, 1/4 spoon, 1/8 spoon, 3/3 and 4/2.",
        "What the !@#$%^&*()! was that?",
        "* * *\n\n*** Part two ***\n\n* milk\n* eggs\n** brown ones\n*** six",
        "How many sides does a pentagon have? How many legs has a spider? How many moons has Mars?",
        "A spider has eight legs, an octopus has eight arms, a starfish five, and a dog has four, as you know.",
        "Chapters I, II, III, IV, V, VI and VII are short, VIII is long.",
        "10! / (2! 3! 1!) is what the book wants, and 5! is 120.",
        "Dies Irae, xxx oo xx, hugs to grandma and your proper typewriter: it were poor quite",
        "The board says GATE-A12-B455 and AB12-CD34, 415 ABC is the plate.",
    ],
)
def test_what_is_like_it_passes(body: str) -> None:
    assert not holds_number(body)


def test_braille_is_read_as_letters_and_its_sign_of_numbers_as_digits() -> None:
    texts = [reading.text for reading in braille_readings("⠞⠊⠍ ⠼⠑⠚")]
    assert "tim 50" in texts
