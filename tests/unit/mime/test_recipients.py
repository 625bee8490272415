"""What stands in To and Cc: the mask is found whatever surrounds it, and no outsider hides (CASES A9, A11)."""

import pytest

from relay.mime.reading import read_message
from relay.mime.tree import ReadLimits
from tests.support.letters import raw_mail


@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("Tim <tim@a.example>", ("tim@a.example",)),
        ('"bob@x.example" <tim@a.example>', ("tim@a.example",)),
        ("bob@x.example <tim@a.example>", ("tim@a.example",)),
        ("a@a.example, b@b.example", ("a@a.example", "b@b.example")),
        ("a@a.example; b@b.example", ("a@a.example", "b@b.example")),
        ("undisclosed-recipients:;", ()),
        ("Team: a@a.example, b@b.example;", ("a@a.example", "b@b.example")),
        (":Foo <foo@a.example> <bar@a.example>", ("foo@a.example", "bar@a.example")),
        ('"', ()),
        ("(c):", ()),
        ("(x): a@b.example;", ("a@b.example",)),
        ("=?utf-8?q?a=0A?= <a@b.example>", ("a@b.example",)),
        ("Tim (bob@evil.example) <tim@a.example>", ("tim@a.example",)),
        ('"a b"@c.example', ('"a b"@c.example',)),
        ("=?utf-8?q?Bob_=3Cbob=40evil.example=3E?=, tim@a.example", ("bob@evil.example", "tim@a.example")),
        ("=?utf-8?b?Ym9iQGV2aWwuZXhhbXBsZQ==?=", ("bob@evil.example",)),
        ("=?utf-8?q?bob=40evil.example?= <tim@a.example>", ("tim@a.example",)),
        ("<mailto:tim@a.example>", ("tim@a.example",)),
        ("", ()),
    ],
)
def test_every_address_of_to_is_found(to: str, found: tuple[str, ...]) -> None:
    assert read_message(raw_mail("hello", to=to)).fields.recipients == found


def test_thousands_of_recipients_are_cut_off_and_said() -> None:
    tree = read_message(raw_mail("hello", to=", ".join(f"u{i}@a.example" for i in range(5000))))
    assert "there are too many recipients" in tree.problems
    assert len(tree.fields.recipients) == ReadLimits().addresses
