"""What is dictated is put together: letters one by one, signs by their names, pieces one after the other."""

import pytest

from relay.scanning.dictation import dictated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it is k i t e s 4 4 there", "kites44"),
        ("it is k-i-t-e-s-4-4 there", "kites44"),
        ("k.i.t.e.s (at) g m a i l (dot) c o m", "kites@gmail.com"),
        ("kites, then the at sign, then proton, then dot, then me", "kites@proton.me"),
        ("kites arroba correo punto mx", "kites@correo.mx"),
        ("kites (la a con rabito) aol punto com", "kites@aol.com"),
        ("kites guion bajo azul", "kites_azul"),
        ("tiny dot cc slash kites9", "tiny.cc/kites9"),
        ("h t t p s : / / k i t . e s / 4", "https://kit.es/4"),
        ("it's K as in kilo, I, T, E as in echo, S", "KITES"),
        ("k\ni\nt\ne\ns", "kites"),
        ("7\n2\nE\nl\nm", "72 Elm"),
        ('"kites" followed by "ninety nine"', "99"),
    ],
)
def test_pieces_become_one(text: str, expected: str) -> None:
    reading = dictated(text)
    assert reading is not None
    assert expected in reading.text


@pytest.mark.parametrize(
    "text", ["I have a cat and a dog.", "Plan B is to walk, I think.", "We sat on the roof. Then we slept"]
)
def test_prose_stays_legible(text: str) -> None:
    reading = dictated(text)
    assert reading is None or reading.text.split()[:4] == text.split()[:4]


def test_a_reading_leads_back_to_what_is_written() -> None:
    text = "write to k i t e s (at) gmx (dot) net please"
    reading = dictated(text)
    assert reading is not None
    start = reading.text.index("kites@gmx.net")
    first, last = reading.span(start, start + len("kites@gmx.net"))
    assert text[first:last] == "k i t e s (at) gmx (dot) net"
