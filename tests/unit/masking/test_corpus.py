"""Whole mails as real programs write them, masked and compared byte by byte (tests/corpus/README.md)."""

import email
import email.policy
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest

from relay.masking.frame import MaskingError
from relay.model.identity import Identity
from tests.support.corpus import ROOT, Case, cases, changes_text, comparable, difference, topics
from tests.support.letters import GRETA, LUCIA, OMAR, TIM, leaks, parsed, part_text

_CASES = cases()
_NAMES = {case.name for case in _CASES}
_TOP = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "MIME-Version")
_OF_PARTS = ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID")
_PROGRAMS = (
    "gmail_web", "gmail_android", "gmail_ios", "outlook_desktop", "outlook_web", "outlook_mobile", "apple_mail",
    "apple_ios", "thunderbird", "yahoo", "proton", "school_gmail", "share_ios", "share_android", "samsung", "k9",
)  # fmt: skip
_KINDS = ("new", "reply", "forward", "attachment")
# Told here once more, so that what masking looks for and what is tested do not come from one place.
_SECRETS = {
    GRETA.masked_address: ("oldfield", "mentors.example"),
    TIM.masked_address: ("kowalczyk", "school.example"),
    OMAR.masked_address: ("omar@mentors.example", "omar young", "young, omar", "omar.young", "oyoung"),
    LUCIA.masked_address: ("lucia.garcia", "luciagarcia", "garcia marquez", "garcía márquez", "@gmail.com"),
}
_THREAD = re.compile(rb"(?mi)^(?:In-Reply-To|References):[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*")


def _by_name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", _CASES, ids=_by_name)
def test_each_mail_is_delivered_or_held_as_expected(case: Case) -> None:
    reasons = case.reasons()
    assert reasons or not case.released
    expected_reasons = case.beside("expected.txt")
    assert list(reasons) == (expected_reasons.read_text().splitlines() if expected_reasons.exists() else [])
    expected = case.beside("expected.eml")
    if not expected.exists():
        assert reasons, "neither held nor anything to compare with"
        return
    result = case.masked(released=case.released)
    actual = case.beside("actual.eml")
    if comparable(result.data) != comparable(expected.read_bytes()):
        actual.write_bytes(result.data)
        pytest.fail(difference(expected.read_bytes(), result.data), pytrace=False)
    actual.unlink(missing_ok=True)
    changes = case.beside("changes.txt")
    assert changes_text(result) == (changes.read_text() if changes.exists() else "")


@pytest.mark.parametrize("case", [case for case in _CASES if not case.is_understood], ids=_by_name)
def test_what_can_be_read_in_two_ways_does_not_go_out_by_itself(case: Case) -> None:
    with pytest.raises(MaskingError):
        case.masked(released=False)


@pytest.mark.parametrize("case", _CASES, ids=_by_name)
def test_whatever_comes_out_is_sound_and_tells_nothing(case: Case) -> None:
    data = case.masked(released=bool(case.reasons())).data
    assert not leaks(_with_unpacked(data), *_secrets_of(case.writer), *case.writer.hosts)
    assert not leaks(_with_unpacked(_THREAD.sub(b"", data)), *_secrets_of(case.reader), case.reader.masked_address)
    assert str(parsed(data)["To"]) == case.reader.addresses[0]
    _assert_sound(data)


def _secrets_of(person: Identity) -> tuple[str, ...]:
    return (*person.addresses, *_SECRETS[person.masked_address])


def _with_unpacked(data: bytes) -> bytes:
    """Return a mail with all that its documents hold appended as it stands: packed, nobody can search it."""
    unpacked = [data]
    for part in email.message_from_bytes(data).walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            unpacked += _unpacked(content)
    return b"\n".join(unpacked)


def _unpacked(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif content.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(content)) as document:
            for item in document.objects:
                yield repr(item).encode()
                if isinstance(item, pikepdf.Stream):
                    yield item.read_bytes()


def _assert_sound(data: bytes) -> None:
    """Assert what every mail program may rely on."""
    assert data.isascii()
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    message = email.message_from_bytes(data, policy=email.policy.default)
    names = list(message.keys())
    assert names == [name for name in (*_TOP, *_OF_PARTS) if name in names]
    for part in message.walk():
        assert not part.defects
        assert all(not value.defects for value in part.values())
        assert part is message or set(part.keys()) <= set(_OF_PARTS)
    if part_text(data, "html"):
        assert part_text(data)


@pytest.mark.parametrize(("section", "topic"), [(s, t) for s, table in topics().items() for t in table])
def test_each_topic_has_its_mails(section: str, topic: str) -> None:
    names = topics()[section][topic]
    assert names
    assert set(names) <= _NAMES


def test_each_mail_belongs_to_a_topic_or_a_program() -> None:
    told = {name for table in topics().values() for names in table.values() for name in names}
    bare = {name.removesuffix("_released") for name in _NAMES}
    of_programs = {f"{program}_{kind}" for program in _PROGRAMS for kind in _KINDS}
    assert of_programs <= bare
    assert {name.removesuffix("_released") for name in _NAMES - told} <= of_programs


def test_there_are_enough_pairs() -> None:
    assert sum(case.beside("expected.eml").exists() for case in _CASES) >= 130


def test_nothing_lies_about_that_belongs_to_no_mail() -> None:
    endings = re.compile(r"_(?:incoming\.eml|expected\.eml|expected\.txt|changes\.txt|actual\.eml)\Z")
    files = [path.name for path in ROOT.rglob("*.*") if path.name not in {"README.md", "topics.toml"}]
    assert {endings.sub("", name) for name in files} == _NAMES
