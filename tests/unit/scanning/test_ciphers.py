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
    ],
)
def test_what_only_looks_coded_stays(text: str) -> None:
    reading = decoded(text)
    assert reading is None
