"""Text files without a charset: read where there is one way to read them, else held."""

import pytest

from relay.mime.files.looking import with_kinds
from relay.mime.reading import read_message
from tests.support.letters import raw_mail

_GUESS = "some characters of a file cannot be decoded for sure"


def file_mail(content: bytes) -> bytes:
    body = (
        b"--b\nContent-Type: text/plain; charset=utf-8\n\nsee\n--b\nContent-Type: text/csv\n"
        b'Content-Disposition: attachment; filename="data.csv"\n\n' + content + b"\n--b--\n"
    )
    return raw_mail(body, content_type='multipart/mixed; boundary="b"')


@pytest.mark.parametrize(
    "text", ["nombre;año\nLucía García;2026\n¿Qué?;1", "Größe;Maße\nMüller;14,5", "naïve café;à la carte"]
)
def test_western_words_in_windows_1252_are_read(text: str) -> None:
    tree = read_message(file_mail(text.encode("cp1252")))
    assert tree.attachments[0].text == text
    assert not tree.problems


def test_western_words_are_read_from_a_text_file_without_a_type_too() -> None:
    text = "nombre;año\nLucía García;2026"
    raw = file_mail(text.encode("cp1252")).replace(b"text/csv", b"application/octet-stream")
    (part,) = with_kinds(read_message(raw)).attachments
    assert (part.text, part.charset_loss) == (text, False)


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("имя;год", "cp1251"),
        ("όνομα;έτος", "cp1253"),
        ("Łódź;2026", "cp1250"),
        ("Lucía García", "mac-roman"),
        ("Lucía García Márquez", "cp850"),
        ("Şahin;2026", "cp1254"),
        ("שלום", "cp1255"),
        ("日本", "shift_jis"),
    ],
)
def test_other_codes_are_a_guess(text: str, charset: str) -> None:
    assert _GUESS in read_message(file_mail(text.encode(charset))).problems
