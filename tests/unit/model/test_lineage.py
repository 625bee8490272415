"""What a relayed mail names: its thread's first mail, the latest ones, and last what it answers."""

from datetime import UTC, datetime, timedelta

from relay.model.lineage import MOST_NAMED, Ancestor, Lineage, lineage

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ancestor(number: int, *, reached_writer: bool = False) -> Ancestor:
    return Ancestor(f"m_{number:03}", NOON + timedelta(minutes=number), f"<{number}@reader.example>", reached_writer)


def test_what_begins_a_thread_names_nothing() -> None:
    assert lineage((), (), {}, ()) == Lineage()
    assert lineage(("<unknown>",), ("<unknown>",), {}, ()) == Lineage()


def test_it_answers_what_in_reply_to_says_whatever_is_newer() -> None:
    old, middle, new = (ancestor(number, reached_writer=True) for number in range(3))
    named = lineage(("<middle>",), ("<old>",), {"<middle>": middle, "<old>": old}, (old, middle, new))
    assert named == Lineage(middle.token, (old.token, new.token, middle.token))


def test_without_a_known_in_reply_to_the_newest_of_the_references_is_answered() -> None:
    old, new = ancestor(0), ancestor(1)
    named = lineage(("<unknown>",), ("<old>", "<new>", "<unknown>"), {"<old>": old, "<new>": new}, ())
    assert named == Lineage(new.token, (old.token, new.token))


def test_without_any_known_id_it_answers_the_latest_that_its_writer_was_given() -> None:
    thread = (ancestor(0), ancestor(1, reached_writer=True), ancestor(2))
    assert lineage((), (), {}, thread).in_reply_to == thread[1].token
    assert lineage((), (), {}, (ancestor(0), ancestor(1))).in_reply_to == ancestor(1).token


def test_a_long_thread_is_named_by_its_first_and_its_latest_mails() -> None:
    thread = [ancestor(number) for number in range(60)]
    references = lineage((), (), {}, thread).references
    assert len(references) == MOST_NAMED
    assert references == (thread[0].token, *(one.token for one in thread[-MOST_NAMED + 1 :]))


def test_each_id_is_named_once_and_the_answered_one_last() -> None:
    first, twin = ancestor(0), Ancestor("m_twin", NOON + timedelta(hours=1), "<0@reader.example>", reached_writer=False)
    parent = ancestor(1)
    assert lineage(("<p>",), (), {"<p>": parent, "<t>": twin}, (first, parent)).references == (
        "<0@reader.example>",
        parent.token,
    )
