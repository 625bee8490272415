"""File names are read as text: what is found in one is scanned, taken out, and told nowhere else."""

from dataclasses import replace

import pytest

from relay.masking.frame import Redaction
from relay.mime.reading import read_message
from tests.support.letters import OMAR, leaks, masked, parsed, part_text, with_attachment

_HEAD = "Content-Type: text/plain\nContent-Disposition: attachment; filename="
NAMED = with_attachment("hello", f'{_HEAD}"call 515-555-0142.txt"\n\nmy dog')


@pytest.mark.parametrize(
    ("written", "delivered"),
    [
        ("CV Greta Oldfield.txt", "attachment-1.txt"),  # A45
        ("goldfield7.txt", "attachment-1.txt"),
        ("=?utf-8?q?Oldfield=2Etxt?=", "attachment-1.txt"),
        ("tim.kowalczyk@school.example.txt", "attachment-1.txt"),
        ("notes.unknown", "notes.unknown.txt"),
        ("..\\..\\evil.txt", "evil.txt"),
        ("a\u202etxt.exf", "atxt.exf.txt"),
        ("résumé plan.txt", "résumé plan.txt"),
        ("", "attachment-1.txt"),
        # Folders go; a lone backslash is part of a name.
        ("AC\\\\DC.txt", "AC_DC.txt"),
        ("C:\\\\essay.txt", "essay.txt"),
        ("C:\\\\Users\\\\x\\\\essay.txt", "essay.txt"),
        ("/home/x/essay.txt", "essay.txt"),
        ("oldfield\\\\essay.txt", "attachment-1.txt"),
    ],
)
def test_file_names_are_safe_and_tell_nothing(written: str, delivered: str) -> None:
    part = f'Content-Type: text/plain\nContent-Disposition: attachment; filename="{written}"\n\nhello'
    (attached,) = parsed(masked(with_attachment("x", part)).data).iter_attachments()
    assert attached.get_filename() == delivered


def test_a_file_name_is_the_first_line_of_what_is_scanned() -> None:
    assert dict(read_message(NAMED).texts())["attachment:call 515-555-0142.txt"] == "call 515-555-0142.txt\nmy dog"


def test_an_encoded_name_of_a_picture_is_scanned_too() -> None:
    part = "Content-Type: image/png\nContent-Disposition: attachment; filename*=utf-8''kill%20me.png\n\nx"
    assert dict(read_message(with_attachment("x", part)).texts())["attachment:kill me.png"] == "kill me.png"


def test_a_place_in_a_file_name_is_taken_out_and_the_text_stays() -> None:
    redaction = Redaction("attachment:call 515-555-0142.txt", 5, 17)
    result = masked(NAMED, redactions=(redaction,), release=True)
    assert not leaks(result.data, "515-555-0142")
    (attachment,) = read_message(result.data).attachments
    assert (attachment.filename, attachment.text) == ("attachment-1.txt", "my dog")


def test_a_place_after_the_file_name_counts_from_the_name() -> None:
    name = "call 515-555-0142.txt"
    redaction = Redaction(f"attachment:{name}", len(name) + 4, len(name) + 7)
    result = masked(NAMED, redactions=(redaction,), release=True)
    assert read_message(result.data).attachments[0].text == "my [removed]"


def test_names_are_neutral_as_soon_as_anything_is_taken_out() -> None:
    result = masked(NAMED, redactions=(Redaction("body", 0, 2),), release=True)
    assert read_message(result.data).attachments[0].filename == "attachment-1.txt"
    part = 'Content-Type: image/png\nContent-Disposition: attachment; filename="a b.png"\n\nx'
    picture = with_attachment("hello", part)
    left_out = part_text(masked(picture, redactions=(Redaction("body", 0, 2),), release=True).data)
    assert "[An attachment was left out: a file (its name, its type and its content do not agree)]" in left_out


def test_a_type_string_of_the_sender_is_not_repeated() -> None:
    raw = with_attachment("x", "Content-Type: application/call-5155550142\n\nx\0\0")
    assert not leaks(masked(raw, release=True).data, "5155550142")
    assert "a file of another kind" in part_text(masked(raw, release=True).data)


@pytest.mark.parametrize(
    "name",
    [
        "Young.txt",
        "Young essay.txt",
        "essay_Young.txt",
        "OMAR-YOUNG.txt",
        "essay (Young).txt",
        "young.txt",
        "essay young.txt",
        "young8.txt",
        "young's essay.txt",
        "OYoung.txt",
        "oyoung essay.txt",
        "YoungBridges.txt",
        "bridgesYoung.txt",
        "period3young.txt",
    ],
)
def test_an_everyday_surname_tells_in_a_file_name(name: str) -> None:  # A45
    raw = with_attachment("x", f'{_HEAD}"{name}"\n\nmy dog')
    (attachment,) = read_message(masked(raw, writer=OMAR).data).attachments
    assert attachment.filename == "attachment-1.txt"


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        ("Tim", "Thomas", "tim thomas cv.txt"),
        ("Ana", "Reyes", "ana reyes.txt"),
        ("Ana", "Reyes", "reyes-ana.txt"),
        ("Mary Jane", "Watson", "mjwatson.txt"),
        ("Lucia", "de la Cruz", "delacruz_essay.txt"),
        ("Анна", "Иванова", "Ivanova_hw.txt"),
        ("Анна", "Иванова", "anna ivanova.txt"),
        ("Greta", "Oldfield", "msoldfieldessay.txt"),
        ("Greta", "Oldfield", "o-l-d-f-i-e-l-d.txt"),
    ],
)
def test_a_surname_in_small_letters_tells_in_a_file_name_too(given: str, family: str, name: str) -> None:
    raw = with_attachment("x", f'{_HEAD}"{name}"\n\nmy dog')
    writer = replace(OMAR, given_name=given, family_name=family)
    (attachment,) = read_message(masked(raw, writer=writer).data).attachments
    assert attachment.filename == "attachment-1.txt"


@pytest.mark.parametrize("name", ["younger.txt", "notes.txt", "Youngster.txt", "youngpeople.txt"])
def test_other_words_in_a_file_name_stay(name: str) -> None:
    raw = with_attachment("x", f'{_HEAD}"{name}"\n\nmy dog')
    (attachment,) = read_message(masked(raw, writer=OMAR).data).attachments
    assert attachment.filename == name


def test_a_surname_that_is_the_others_given_name_stays_in_a_file_name() -> None:
    raw = with_attachment("x", f'{_HEAD}"Tim.txt"\n\nmy dog')
    (attachment,) = read_message(masked(raw, writer=replace(OMAR, family_name="Tim")).data).attachments
    assert attachment.filename == "Tim.txt"
