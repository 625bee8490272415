"""In what a message is unlike those that its writer sent before."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.model.sending import (
    FAR_HOUR,
    FAR_ZONE,
    LEAST_MESSAGES,
    MOST_MESSAGES,
    MailProgram,
    Sending,
    compare,
    sending_from_json,
    told,
)

HOURS = st.integers(0, 23)
ZONES = st.integers(-48, 56).map(lambda quarters: quarters * 15 or None)
SENDINGS = st.builds(Sending, st.none() | st.sampled_from(MailProgram), ZONES, st.none() | HOURS)
CHICAGO = -360
USUAL = Sending(MailProgram.GMAIL, CHICAGO, 16)
DAY = 24


def usually(*sendings: Sending, times: int = LEAST_MESSAGES) -> list[Sending]:
    return [sending for sending in sendings or (USUAL,) for _ in range(times)]


def test_what_is_sent_as_usual_is_no_news() -> None:
    assert not compare(USUAL, usually()).anything


def test_a_program_that_was_never_used_is_told_with_the_usual_ones() -> None:
    phone = Sending(MailProgram.APPLE_IOS, CHICAGO, 17)
    unlike = compare(Sending(MailProgram.OUTLOOK, CHICAGO, 16), [*usually(), phone])
    assert (unlike.program, unlike.usual) == (MailProgram.OUTLOOK, (MailProgram.GMAIL, MailProgram.APPLE_IOS))
    assert (unlike.zone_apart, unlike.hour) == (None, None)
    assert not compare(phone, [*usually(), phone]).anything


def test_a_program_that_the_header_does_not_tell_is_no_news() -> None:
    assert compare(Sending(None, CHICAGO, 16), usually()).program is None
    assert compare(USUAL, usually(Sending(None, CHICAGO, 16))).program is None


def test_only_the_last_messages_count() -> None:
    long_ago = usually(Sending(MailProgram.OUTLOOK, CHICAGO, 16))
    assert compare(Sending(MailProgram.OUTLOOK, CHICAGO, 16), [*long_ago, *usually(times=MOST_MESSAGES)]).program


@pytest.mark.parametrize(
    ("zone", "apart"),
    [(-360, None), (-300, None), (-181, None), (-180, 180), (540, 540), (330, 690), (-540, 180), (None, None)],
)
def test_a_zone_is_told_from_three_hours_on(zone: int | None, apart: int | None) -> None:
    assert compare(Sending(MailProgram.GMAIL, zone, None), usually()).zone_apart == apart


def test_zones_on_both_sides_of_the_date_line_are_neighbours() -> None:
    auckland, honolulu = Sending(zone=13 * 60), Sending(zone=-10 * 60)
    assert compare(honolulu, usually(auckland)).zone_apart is None


def test_a_program_that_writes_utc_tells_of_no_strange_zone_or_hour() -> None:
    """Gmail writes the zone of its user, Outlook and Yahoo on the web write UTC."""
    by_server = Sending(MailProgram.OUTLOOK, None, 22)
    assert compare(by_server, usually(USUAL, Sending(MailProgram.OUTLOOK, CHICAGO, 16))).anything is False
    late = compare(Sending(MailProgram.OUTLOOK, None, 8), usually(by_server))
    assert (late.hour, late.hours_apart) == (8, 10)


@given(st.lists(SENDINGS, max_size=LEAST_MESSAGES - 1), SENDINGS)
def test_nothing_is_unlike_a_few_messages(earlier: list[Sending], new: Sending) -> None:
    assert not compare(new, earlier).anything


@given(st.lists(SENDINGS, min_size=1, max_size=MOST_MESSAGES), st.data())
def test_what_was_sent_before_like_this_is_no_news(earlier: list[Sending], data: st.DataObject) -> None:
    assert not compare(data.draw(st.sampled_from(earlier)), earlier).anything


@given(st.lists(HOURS, min_size=LEAST_MESSAGES, max_size=MOST_MESSAGES), HOURS)
def test_an_hour_is_told_when_the_clock_hand_has_four_hours_to_go_either_way(seen: list[int], new: int) -> None:
    unlike = compare(Sending(hour=new), [Sending(hour=hour) for hour in seen])
    near = {(new + step) % DAY for step in range(1 - FAR_HOUR, FAR_HOUR)}
    assert (unlike.hour == new) is near.isdisjoint(seen)
    if unlike.hours_apart is not None:
        assert {(new + unlike.hours_apart) % DAY, (new - unlike.hours_apart) % DAY} & set(seen)


@given(st.lists(HOURS, min_size=LEAST_MESSAGES, max_size=MOST_MESSAGES), HOURS, HOURS)
def test_hours_are_judged_alike_all_around_the_clock(seen: list[int], new: int, turn: int) -> None:
    def apart(by: int) -> int | None:
        return compare(Sending(hour=(new + by) % DAY), [Sending(hour=(hour + by) % DAY) for hour in seen]).hours_apart

    assert apart(0) == apart(turn)


@given(st.lists(HOURS, min_size=LEAST_MESSAGES, max_size=MOST_MESSAGES - 1), HOURS, HOURS)
def test_one_more_message_makes_no_hour_stranger(seen: list[int], more: int, new: int) -> None:
    def apart(hours: list[int]) -> int | None:
        return compare(Sending(hour=new), [Sending(hour=hour) for hour in hours]).hours_apart

    if apart(seen) is None:
        assert apart([*seen, more]) is None


@given(st.lists(SENDINGS, max_size=MOST_MESSAGES), SENDINGS)
def test_what_is_told_is_far_and_never_of_the_senders_words(earlier: list[Sending], new: Sending) -> None:
    unlike = compare(new, earlier)
    assert unlike.zone_apart is None or unlike.zone_apart >= FAR_ZONE
    assert unlike.hours_apart is None or FAR_HOUR <= unlike.hours_apart <= DAY // 2
    if unlike.anything:
        sentence = told(unlike, by_utc=new.zone is None)
        assert sentence.startswith("unlike the writer's last ")
        assert "None" not in sentence


@given(SENDINGS)
def test_what_is_stored_is_read_again(sending: Sending) -> None:
    assert sending_from_json(json.loads(json.dumps(sending.to_json()))) == sending


@pytest.mark.parametrize("stored", ["", [], None, {}, {"v": 2}, {"v": 1, "program": "x", "zone": None, "hour": None}])
def test_what_was_stored_by_another_version_is_refused(stored: object) -> None:
    with pytest.raises(ValueError, match=r"sending|MailProgram"):
        sending_from_json(stored)


def test_the_monitor_is_told_in_one_plain_sentence() -> None:
    unlike = compare(Sending(MailProgram.OUTLOOK, 330, 3), usually(times=9))
    assert told(unlike, by_utc=False) == (
        "unlike the writer's last 9 messages: sent with Outlook, they with Gmail; from a time zone 11.5 hours from"
        " theirs; at 03 h by its own clock, 11 hours from all of theirs"
    )
