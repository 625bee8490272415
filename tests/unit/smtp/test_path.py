"""Arguments of MAIL and RCPT."""

import pytest

from relay.smtp.path import MalformedPathError, normalise_envelope, parse_path

_TOO_LONG_FOR_64 = "bounces+" + "1234567-" * 12 + "greta=school.example"


@pytest.mark.parametrize(
    ("argument", "address"),
    [
        ("FROM:<>", ""),
        ("from:<greta@school.example>", "greta@school.example"),
        ("FROM: <greta@school.example>", "greta@school.example"),
        ("FROM:<greta+caf_=abc=mail.example.org@gmail.com>", "greta+caf_=abc=mail.example.org@gmail.com"),
        (f"FROM:<{_TOO_LONG_FOR_64}@send.example>", f"{_TOO_LONG_FOR_64}@send.example"),
        ("FROM:<a..b.@phone.example>", "a..b.@phone.example"),
        ('FROM:<"g r@e\\"ta"@school.example>', '"g r@e\\"ta"@school.example'),
        ("FROM:<greta@[192.0.2.1]>", "greta@[192.0.2.1]"),
        ("FROM:<lucía@escuela.example>", "lucía@escuela.example"),
        ("FROM:<a!b%c@school.example>", "a!b%c@school.example"),
    ],
)  # fmt: skip
def test_addresses_that_are_taken(argument: str, address: str) -> None:
    assert parse_path(argument, "FROM").address == address


@pytest.mark.parametrize(
    "argument",
    [
        None, "", "FROM", "FROM:", "FROM:greta@school.example", "TO:<greta@school.example>",
        "FROM:<@relay.example:greta@school.example>", "FROM:<greta@school.example", "FROM:greta@x.example>",
        "FROM:<greta>", "FROM:<greta@>", "FROM:<@school.example>", "FROM:<gr eta@school.example>",
        "FROM:<greta@school.example>SIZE=3", "FROM:<greta@school.example> SIZE=1 SIZE=2",
        "FROM:<greta@school.example> =3", "FROM:<greta@school.example> SIZE=", "FROM:<greta(x)@school.example>",
        "FROM:<\udcff@school.example>", "FROM:<greta@\udcff.example>", "FROM:<greta\x00@school.example>",
        "FROM:<greta@b@school.example>", "FROM:<greta@school.example,x@y.example>",
        "FROM:<" + "x" * 2000 + "@school.example>", "FROM:<greta\x85@school.example>",
    ],
)  # fmt: skip
def test_what_is_no_path_raises(argument: str | None) -> None:
    with pytest.raises(MalformedPathError):
        parse_path(argument, "FROM")


def test_parameters_are_read_in_upper_case() -> None:
    path = parse_path("FROM:<> size=300 Body=8BitMime SMTPUTF8", "FROM")
    assert path.parameters == {"SIZE": "300", "BODY": "8BITMIME", "SMTPUTF8": ""}


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("", ""),
        ("Greta@School.Example", "greta@school.example"),
        ("GRETA+caf_=abc=mail.example.org@gmail.com", "greta+caf_=abc=mail.example.org@gmail.com"),
        ("lucía@Bücher.example", "lucía@xn--bcher-kva.example"),
        ("quac\u212a@school.example", "quac\u212a@school.example"),
        ("greta@[192.0.2.1]", "greta@[192.0.2.1]"),
        ("Postmaster", "postmaster"),
    ],
)
def test_envelope_addresses_are_compared_in_normal_form(written: str, normal: str) -> None:
    assert normalise_envelope(written) == normal
