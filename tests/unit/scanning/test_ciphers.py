"""Pieces in a code are read as what they say; text that only looks like one stays as it is."""

import base64

import pytest

from relay.scanning.ciphers import decoded

SECRET = "my number is written on the fence"


def shifted(text: str, by: int) -> str:
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if c.isalpha() else c for c in text)


@pytest.mark.parametrize(
    "coded",
    [
        base64.b64encode(SECRET.encode()).decode(),
        SECRET.encode().hex(" "),
        SECRET.encode().hex(),
        " ".join(f"{byte:08b}" for byte in SECRET.encode()),
        "".join(f"%{byte:02X}" for byte in SECRET.encode()),
        "".join(f"&#{byte};" for byte in SECRET.encode()),
        " ".join("-".join(str(ord(c) - 96) for c in word) for word in SECRET.split()),
        shifted(SECRET, 13),
        shifted(SECRET, 5),
        SECRET[::-1],
    ],
    ids=["base64", "hex", "hex in one", "binary", "percent", "entities", "numbers", "rot13", "caesar", "backwards"],
)
def test_a_coded_piece_is_decoded_in_its_place(coded: str) -> None:
    reading = decoded(f"guess what, {coded}\nok bye")
    assert reading is not None
    assert SECRET in reading.text
    start = reading.text.index(SECRET)
    first, last = reading.span(start, start + len(SECRET))
    assert (first, last) == (12, 12 + len(coded))


NUMBER = "515 555 0143"


@pytest.mark.parametrize(
    "coded",
    [
        NUMBER.encode().hex(" "),
        NUMBER.encode().hex(),
        " ".join(f"0x{byte:02x}" for byte in NUMBER.encode()),
        " ".join(str(byte) for byte in NUMBER.encode()),
        "".join(f"\\u{byte:04x}" for byte in NUMBER.encode()),
        "".join(f"\\x{byte:02x}" for byte in NUMBER.encode()),
        "".join(f"\\{byte:03o}" for byte in NUMBER.encode()),
        " ".join(f"U+{byte:04X}" for byte in NUMBER.encode()),
        "".join(f"={byte:02X}" for byte in NUMBER.encode()),
        "".join(f"%{byte:02X}" for byte in NUMBER.encode()),
        "".join(f"&#{byte};" for byte in NUMBER.encode()),
        base64.b32encode(NUMBER.encode()).decode(),
        base64.b64encode(NUMBER.encode()).decode()[::-1],
        base64.b64encode(base64.b64encode(NUMBER.encode())).decode(),
        base64.b64encode(NUMBER.encode().hex(" ").encode()).decode(),
    ],
)
def test_a_number_in_a_code_is_decoded(coded: str) -> None:
    reading = decoded(f"look: {coded} haha")
    assert reading is not None
    assert NUMBER in reading.text


def test_letters_told_as_on_the_radio_are_put_together() -> None:
    reading = decoded("it is tango india mike kilo zero niner, hotmail")
    assert reading is not None
    assert "timk09" in reading.text


@pytest.mark.parametrize("between", [" ; ", ", ", "; and ", " ("])
def test_of_two_coded_runs_that_follow_each_other_both_are_decoded(between: str) -> None:
    for first, second in (
        ("6d 79 20 6e 61 6d 65", "69 73 20 73 68 6f 72 74"),
        ("-- -.-- / .--. .. -.", ".. ... / -.- .. - ."),
    ):
        reading = decoded(first + between + second)
        assert reading is not None
        assert any(word in reading.text for word in ("my name", "my pin"))
        assert any(word in reading.text for word in ("is short", "is kite"))


@pytest.mark.parametrize(
    "filler", [shifted("the lamp stands beside the river ", 7), ("the lamp stands beside the river "[::-1])]
)
def test_a_long_run_in_a_code_is_read_to_its_end(filler: str) -> None:
    last = shifted(SECRET, 7) if filler.startswith("aol") else SECRET[::-1]
    reading = decoded(filler * 300 + last)
    assert reading is not None
    assert SECRET in reading.text


def test_many_words_said_to_be_backwards_are_all_turned() -> None:
    reading = decoded("read it backwards " + "blorp " * 3000 + "9kmit")
    assert reading is not None
    assert reading.text.endswith("timk9")


def test_morse_is_decoded() -> None:
    reading = decoded(".--. .. -. / .. ... / -.- .. - .")
    assert reading is not None
    assert reading.text == "pin is kite"


@pytest.mark.parametrize(
    "text",
    [
        "Priya Venkataraman and Oluwaseun met Xochitl at Ngorongoro.",
        "The map is 11-12-14 by 9-3-2 and the code 1000101 is a number",
        "see https://www.example.org/a%20page?q=%41%42 for more",
        "supercalifragilistic antidisestablishment",
        "Was it a car or a cat I saw? Level, noon, radar.",
        "Our thermometer said 33, 35, 36, 38, 39, 31, 30 this week, and 32 34 37 41 the week before.",
        "alpha bravo charlie delta echo is how it begins",
        "SUPERCALIFRAGILISTIC ANTIDISESTABLISHMENT",
        "=== notes === a=b, c=d; 0x41 is 65",
    ],
)
def test_what_only_looks_coded_stays(text: str) -> None:
    reading = decoded(text)
    assert reading is None
