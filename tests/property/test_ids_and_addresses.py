"""Ids sort by time and never repeat; normal forms are stable, and never join two people."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from relay.model.address import mailbox_form, normal_form, split_address
from relay.model.errors import InvalidInputError
from relay.model.ids import MASK_ALPHABET, MASK_LENGTH, new_id, new_mask

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
ATOMS = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789+-_=", min_size=1, max_size=20)
DOMAINS = st.sampled_from(["gmail.com", "GoogleMail.com", "school.example", "Bücher.example", "outlook.com"])


@given(MOMENTS, st.integers(1, 10**9))
def test_a_later_id_sorts_behind(moment: datetime, milliseconds: int) -> None:
    source = random.Random(1)  # noqa: S311 - any bytes will do
    earlier = new_id("m", moment, source.randbytes)
    assert earlier < new_id("m", moment + timedelta(milliseconds=milliseconds), source.randbytes)
    assert len(earlier) == 28
    assert earlier.startswith("m_")


@given(st.randoms())
def test_a_mask_has_sixty_bits_and_no_look_alikes(source: random.Random) -> None:  # A59, A60
    mask = new_mask(source.choice)
    assert len(mask) == MASK_LENGTH
    assert set(mask) <= set(MASK_ALPHABET)
    assert not set(MASK_ALPHABET) & set("0o1liuv")
    assert len(MASK_ALPHABET) ** MASK_LENGTH >= 2**60


@given(ATOMS, DOMAINS)
def test_normal_forms_are_stable(local: str, domain: str) -> None:
    once = mailbox_form(f"{local}@{domain}")
    assert mailbox_form(once) == once
    assert normal_form(f"{local}@{domain}".upper()) == normal_form(f"{local}@{domain}")


@given(ATOMS, ATOMS)
def test_two_people_of_a_school_are_never_one(one: str, other: str) -> None:
    same = mailbox_form(f"{one}@school.example") == mailbox_form(f"{other}@school.example")
    assert same == (one.lower() == other.lower())


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_refused(written: str) -> None:
    try:
        local, domain = split_address(written)
    except InvalidInputError:
        return
    assert domain.isascii()
    assert domain == domain.lower()
    assert not set(local) & set('@<>()[]:;, "')
