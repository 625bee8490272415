"""The master key: where it is looked for, what is refused, and how it is made."""

import base64
import stat
from pathlib import Path

import pytest

from relay.model.errors import ConfigurationError, ConflictError, IntegrityError
from relay.store.crypto import DataKey, KeyKind
from relay.store.master_key import (
    MasterKey,
    create_master_key_file,
    load_master_key,
)

KEY = bytes(range(32))
TEXT = base64.b64encode(KEY).decode()
PAIR = DataKey("k_01", KeyKind.PAIR, bytes(range(100, 132)))


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "master.key"


def write(path: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def test_a_new_key_file_is_private_and_loads(key_file: Path) -> None:
    made = create_master_key_file(key_file)
    assert load_master_key(key_file, {}).material == made.material
    assert len(made.material) == 32
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700


def test_a_master_key_is_never_overwritten(key_file: Path) -> None:
    made = create_master_key_file(key_file)
    with pytest.raises(ConflictError, match="not overwritten"):
        create_master_key_file(key_file)
    assert load_master_key(key_file, {}).material == made.material


def test_two_new_keys_differ(tmp_path: Path) -> None:
    assert create_master_key_file(tmp_path / "a").material != create_master_key_file(tmp_path / "b").material


def test_the_environment_comes_first_then_the_credential_then_the_file(key_file: Path, tmp_path: Path) -> None:
    keys = [bytes([number]) * 32 for number in range(3)]
    encoded = [base64.b64encode(key).decode() for key in keys]
    write(key_file, encoded[2])
    write(tmp_path / "credentials" / "master.key", encoded[1], 0o440)  # systemd sees to who may read it
    credential = {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
    assert load_master_key(key_file, credential | {"MENTOR_RELAY_MASTER_KEY": encoded[0]}).material == keys[0]
    assert load_master_key(key_file, credential).material == keys[1]
    assert load_master_key(key_file, {}).material == keys[2]
    assert load_master_key(key_file, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).material == keys[2]


def test_a_bad_key_in_the_environment_is_no_reason_to_look_further(key_file: Path) -> None:
    write(key_file, TEXT)
    with pytest.raises(ConfigurationError, match="environment variable MENTOR_RELAY_MASTER_KEY"):
        load_master_key(key_file, {"MENTOR_RELAY_MASTER_KEY": ""})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601, 0o620])
def test_a_key_that_others_may_read_is_refused_with_the_mend(key_file: Path, mode: int) -> None:
    write(key_file, TEXT, mode)
    with pytest.raises(ConfigurationError, match=f"chmod 600 {key_file}"):
        load_master_key(key_file, {})


@pytest.mark.parametrize("mode", [0o600, 0o400])
@pytest.mark.parametrize("text", [TEXT, f"{TEXT}\n", f" {TEXT}\r\n", f"{TEXT[:20]}\n{TEXT[20:]}"])
def test_white_space_around_the_key_does_not_matter(key_file: Path, mode: int, text: str) -> None:
    assert load_master_key(write(key_file, text, mode), {}).material == KEY


@pytest.mark.parametrize(
    "text",
    ["", "\n", "not base64!", TEXT[:-4], TEXT + TEXT, KEY, base64.b64encode(KEY[:31]), "ключ", b"\xff" * 9000],
)
def test_what_is_no_key_is_refused_without_being_quoted(key_file: Path, text: str | bytes) -> None:
    with pytest.raises(ConfigurationError, match="32 bytes in base64") as caught:
        load_master_key(write(key_file, text), {})
    assert TEXT[:10] not in str(caught.value)


def test_a_missing_key_says_how_to_make_one(key_file: Path) -> None:
    with pytest.raises(ConfigurationError, match="mentor-relay init") as caught:
        load_master_key(key_file, {})
    assert str(key_file) in str(caught.value)
    assert "archive.master_key_file" in str(caught.value)


def test_a_key_file_that_cannot_be_read_is_named(key_file: Path) -> None:
    key_file.mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_master_key(key_file, {})


def test_a_wrapped_key_comes_back() -> None:
    master = MasterKey(KEY)
    wrapped = master.wrap(PAIR)
    assert PAIR.material not in wrapped
    assert wrapped != master.wrap(PAIR)
    assert master.unwrap(PAIR.id, PAIR.kind, wrapped) == PAIR


def test_a_wrapped_key_is_bound_to_its_id_its_kind_and_its_master() -> None:
    wrapped = MasterKey(KEY).wrap(PAIR)
    attempts = [
        (MasterKey(KEY), "k_02", KeyKind.PAIR, wrapped),
        (MasterKey(KEY), PAIR.id, KeyKind.CASE, wrapped),
        (MasterKey(KEY[::-1]), PAIR.id, KeyKind.PAIR, wrapped),
        (MasterKey(KEY), PAIR.id, KeyKind.PAIR, wrapped[:-1]),
        (MasterKey(KEY), PAIR.id, KeyKind.PAIR, wrapped[:-1] + bytes([wrapped[-1] ^ 1])),
        (MasterKey(KEY), PAIR.id, KeyKind.PAIR, b"\x02" + wrapped[1:]),
        (MasterKey(KEY), PAIR.id, KeyKind.PAIR, b""),
        (MasterKey(KEY), PAIR.id, KeyKind.PAIR, b"\x01"),
    ]
    for master, key_id, kind, stored in attempts:
        with pytest.raises(IntegrityError):
            master.unwrap(key_id, kind, stored)


def test_a_master_key_shows_where_it_is_from_but_not_itself() -> None:
    shown = repr(MasterKey(KEY, "keys/master.key"))
    assert "keys/master.key" in shown
    assert str(KEY) not in shown
    assert MasterKey(KEY).check_value() != KEY
