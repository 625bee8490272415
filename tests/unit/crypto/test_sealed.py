"""Sealed text opens with its key, in its place, unchanged; and in no other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.model.errors import IntegrityError, KeyDestroyedError, NotFoundError
from relay.store.crypto import (
    DataKey,
    KeyKind,
    Keyring,
    Sealed,
    content_commitment,
    open_sealed,
    seal,
)

GRETA = DataKey("k_greta", KeyKind.PARTICIPANT, bytes(range(32)))
OMAR = DataKey("k_omar", KeyKind.PARTICIPANT, bytes(range(1, 33)))
PLACE = "participants.given_name:p_01"


class Keys:
    """Keys in memory; what is not there was destroyed or never was."""

    def __init__(self, *keys: DataKey, destroyed: tuple[str, ...] = ()) -> None:
        self._keys = {key.id: key for key in keys}
        self._destroyed = destroyed

    def get(self, key_id: str) -> DataKey:
        if key_id in self._destroyed:
            raise KeyDestroyedError(key_id)
        if key_id not in self._keys:
            raise IntegrityError(key_id)
        return self._keys[key_id]

    def program_key(self, kind: KeyKind) -> DataKey:
        return DataKey(f"k_{kind}_1", kind, kind.value.encode().ljust(32, b"."))


texts = st.text(st.characters(exclude_categories=[]), max_size=200)  # lone surrogates too


@given(text=texts, context=st.text(max_size=60))
def test_text_comes_back_as_it_was(text: str, context: str) -> None:
    ring = Keyring(Keys(GRETA))
    assert ring.open_text(ring.seal_text("k_greta", text, context), context) == text


@given(data=st.binary(max_size=200))
def test_bytes_come_back_as_they_were(data: bytes) -> None:
    ring = Keyring(Keys(GRETA))
    assert ring.open_bytes(ring.seal_bytes("k_greta", data, PLACE), PLACE) == data


@given(text=texts, position=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_single_changed_bit_is_found(text: str, position: int, bit: int) -> None:
    changed = bytearray(bytes(seal(GRETA, text, PLACE)))
    changed[position % len(changed)] ^= 1 << bit
    with pytest.raises(IntegrityError):
        open_sealed(GRETA, Sealed(bytes(changed)), PLACE)


@given(length=st.integers(0, 200))
def test_what_is_cut_short_is_found(length: int) -> None:
    whole = bytes(seal(GRETA, "Hello Tim", PLACE))
    with pytest.raises(IntegrityError):
        open_sealed(GRETA, Sealed(whole[: length % len(whole)]), PLACE)


@given(junk=st.binary(max_size=120))
def test_junk_is_never_opened(junk: bytes) -> None:
    with pytest.raises(IntegrityError):
        Keyring(Keys(GRETA)).open_text(Sealed(junk), PLACE)


@pytest.mark.parametrize("place", ["participants.given_name:p_02", "participants.family_name:p_01", ""])
def test_a_value_moved_to_another_row_or_column_does_not_open(place: str) -> None:
    with pytest.raises(IntegrityError):
        open_sealed(GRETA, seal(GRETA, "Greta", PLACE), place)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(IntegrityError):
        open_sealed(OMAR, seal(GRETA, "Greta", PLACE), PLACE)


def test_another_key_under_the_same_id_does_not_open_it() -> None:
    with pytest.raises(IntegrityError):
        open_sealed(DataKey(GRETA.id, GRETA.kind, OMAR.material), seal(GRETA, "Greta", PLACE), PLACE)


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert seal(GRETA, "Greta", PLACE) != seal(GRETA, "Greta", PLACE)


def test_a_sealed_value_tells_its_key_but_not_its_text() -> None:
    sealed = seal(GRETA, "a sentence nobody may read", PLACE)
    assert sealed.key_id == "k_greta"
    assert b"sentence" not in bytes(sealed)
    assert "sentence" not in repr(sealed)
    assert Sealed(bytes(sealed)) == sealed


def test_bytes_that_are_no_text_are_not_taken_for_text() -> None:
    ring = Keyring(Keys(GRETA))
    with pytest.raises(IntegrityError):
        ring.open_text(ring.seal_bytes("k_greta", b"\xff\xfe", PLACE), PLACE)


def test_erased_text_says_so() -> None:
    sealed = seal(GRETA, "Greta", PLACE)
    with pytest.raises(KeyDestroyedError) as caught:
        Keyring(Keys(destroyed=("k_greta",))).open_text(sealed, PLACE)
    assert isinstance(caught.value, NotFoundError)


def test_a_key_does_not_show_itself() -> None:
    assert "\\x" not in repr(GRETA)
    assert str(GRETA.material) not in repr(GRETA)


@pytest.mark.parametrize("key_id", ["", "k" * 65, "k_é"])
def test_a_key_id_that_does_not_fit_is_refused(key_id: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)ascii"):
        seal(DataKey(key_id, KeyKind.PAIR, bytes(32)), "text", PLACE)


def test_blind_indexes_are_equal_for_equal_addresses_alone() -> None:
    ring = Keyring(Keys())
    index = ring.blind_index("greta@mentors.example")
    assert index == ring.blind_index("greta@mentors.example")
    assert index != ring.blind_index("omar@mentors.example")
    assert (index[0], len(index)) == (1, 33)


def test_every_purpose_has_a_key_of_its_own() -> None:
    ring = Keyring(Keys())
    data = "greta@mentors.example"
    hashes = {ring.keyed_hash("repeat", data.encode()), ring.keyed_hash("", data.encode()), ring.blind_index(data)[1:]}
    keys = {ring.row_digest_key(), ring.token_key}
    assert len(hashes | keys) == 5


def test_a_commitment_depends_on_nonce_and_content() -> None:
    nonces = [bytes(32), bytes([1] * 32)]
    commitments = {content_commitment(nonce, content) for nonce in nonces for content in (b"", b"mail")}
    assert len(commitments) == 4
    with pytest.raises(ValueError, match="32 bytes"):
        content_commitment(b"short", b"mail")
