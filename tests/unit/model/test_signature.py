"""A remembered signature: what may be one, and where it is found."""

import pytest

from relay.model.errors import InvalidInputError
from relay.model.signature import find_signatures, same_block, signature_block

BLOCK = "Greta Oldfield\nBridge engineer | Old Mill\n515-555-0142"


def without(text: str, *blocks: str) -> str:
    """Return ``text`` without the places that are found."""
    out, end = "", 0
    for start, stop in find_signatures(text, blocks or (BLOCK,)):
        assert end <= start < stop
        out, end = out + text[end:start], stop
    return out + text[end:]


@pytest.mark.parametrize(
    "written",
    [
        BLOCK,
        f"-- \n{BLOCK}",
        "Greta Oldfield\nBridge engineer |\nOld Mill 515-555-0142",
        "  Greta Oldfield\n\tBridge\N{NO-BREAK SPACE}engineer | Old Mill\n\n515-555-0142  ",
        "*Greta Oldfield*\n_Bridge engineer_ • Old Mill\n515-555-0142 <tel:5155550142>",
        "Greta\N{ZERO WIDTH SPACE} Oldfield\nBridge engineer | Old\N{SOFT HYPHEN} Mill\n515-555-0142",
    ],
    ids=["as it is", "delimiter", "wrapped", "white space", "emphasis and link", "invisible characters"],
)
def test_a_block_is_found_however_it_is_laid_out(written: str) -> None:
    assert without(f"See you soon!\n\n{written}\n\nP.S. the book") == "See you soon!\n\nP.S. the book"


def test_a_quoted_block_goes_and_the_quote_around_it_stays() -> None:
    quoted = "> Bye\n>\n> -- \n> Greta Oldfield\n> Bridge engineer | Old\n> Mill 515-555-0142\n> \n> On Monday"
    assert without(f"Yes.\n{quoted}") == "Yes.\n> Bye\n> \n> On Monday"


def test_every_place_is_found() -> None:
    assert without(f"{BLOCK}\nmiddle\n{BLOCK}\n{BLOCK}\nend") == "\nmiddle\nend"


@pytest.mark.parametrize(
    "written",
    [
        f"write to {BLOCK}",
        f"{BLOCK} or later",
        "Greta Oldfield\nBridge engineer | Old Mill\n515-555-0143",
        "Greta Oldfield\nBridge engineer, call me | Old Mill\n515-555-0142",
        "greta oldfield\nBridge engineer | Old Mill\n515-555-0142",
        "Greta Oldfield\nBridge engineer | Old Mill",
    ],
    ids=["words before", "words after", "another number", "words between", "another case", "a part of it"],
)
def test_nothing_but_the_exact_block_on_lines_of_its_own_is_found(written: str) -> None:
    assert find_signatures(f"Hi Tim\n{written}\nBye", (BLOCK,)) == []


def test_of_two_blocks_the_longer_one_counts() -> None:
    assert without(f"Bye\n{BLOCK}", "Greta Oldfield", BLOCK) == "Bye"
    assert without("Bye\nGreta Oldfield", "Greta Oldfield", BLOCK) == "Bye"


def test_names_are_compared_composed() -> None:
    assert without("Bye\nLuci\N{COMBINING ACUTE ACCENT}a Garci\N{COMBINING ACUTE ACCENT}a", "Lucía García") == "Bye"


def test_odd_text_does_no_harm() -> None:
    assert find_signatures("\udcff\x00\n<\n<<>\n" * 50 + "\n" * 50, (BLOCK, "")) == []


def test_a_block_is_kept_without_quote_marks_blank_lines_and_delimiter() -> None:
    assert signature_block(f"\n> -- \n> {BLOCK.replace(chr(10), chr(10) + '> ')}\n>\n\n") == BLOCK


def test_blocks_of_the_same_words_are_the_same() -> None:
    assert same_block(BLOCK, f"> {BLOCK.replace(' | ', ' ')}")
    assert not same_block(BLOCK, BLOCK.replace("0142", "0143"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("  \n> \n", "at least 8"),
        ("Bye, Tim", "at least 8"),
        ("<greta@mentors.example>", "at least 8"),
        ("line of words\n" * 21, "at most 20 lines"),
        ("word " * 401, "at most 20 lines and 2,000 characters"),
    ],
)
def test_what_is_no_signature_is_refused_with_what_is_wanted(text: str, problem: str) -> None:
    with pytest.raises(InvalidInputError, match=problem):
        signature_block(text)
