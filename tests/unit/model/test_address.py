"""Normal forms: which spellings name one mailbox, and which look alike but do not."""

import pytest

from relay.model.address import domain_a_label, mailbox_form, normal_form, split_address
from relay.model.errors import InvalidInputError


@pytest.mark.parametrize(
    ("written", "mailbox"),
    [
        ("Tim@School.ORG", "tim@school.org"),
        ("tim@bücher.example", "tim@xn--bcher-kva.example"),
        ("tim@XN--BCHER-KVA.example", "tim@xn--bcher-kva.example"),
        ("tim.k+relay@gmail.com", "timk@gmail.com"),
        ("T.I.M.K@GoogleMail.com", "timk@gmail.com"),
        ("tim+relay@outlook.com", "tim@outlook.com"),
        ("tim.k@outlook.com", "tim.k@outlook.com"),
        ("tim+relay@school.org", "tim+relay@school.org"),  # there a plus may be part of another's address
        ("+tag@gmail.com", "+tag@gmail.com"),
        ("lucía@casa.example", "lucía@casa.example"),
    ],
)
def test_spellings_of_one_mailbox_have_one_form(written: str, mailbox: str) -> None:  # A8, D12, D13
    assert mailbox_form(written) == mailbox


def test_decomposed_accents_are_the_same_letters() -> None:
    assert normal_form("luci\u0301a@casa.example") == normal_form("lucía@casa.example")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dot\u0131ess@school.org", "dotiess@school.org"),  # dotless i
        ("tim@schoo\u217c.org", "tim@school.example"),
        ("tim@sch\u03bfol.org", "tim@school.org"),  # Greek o
        ("tim@school.org.evil.example", "tim@school.org"),
        ("t\u0456m@school.org", "tim@school.org"),  # Cyrillic i
    ],
)
def test_look_alikes_stay_apart(one: str, other: str) -> None:  # D12, D13
    assert mailbox_form(one) != mailbox_form(other)


def test_the_kelvin_sign_is_no_k() -> None:  # D12
    with pytest.raises(InvalidInputError):
        mailbox_form("quac\u212a@school.org")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "tim",
        "@school.org",
        "tim@",
        "tim@localhost",
        "tim@school..org",
        "tim@-school.org",
        "tim@school.org.",
        ".tim@school.org",
        "tim.@school.org",
        "t..im@school.org",
        '"tim"@school.org',
        "tim(x)@school.org",
        "<tim@school.org>",
        "tim@[192.0.2.1]",
        "a@b@school.org",
        "ti m@school.org",
        "tim\u200b@school.org ",
        "tim\n@school.org",
        "tim\x00@school.org",
        "tim,omar@school.org",
        f"{'x' * 65}@school.org",
        f"tim@{'a.' * 130}org",
        "tim@" + "é" * 80 + ".org",
    ],
)
def test_what_is_no_plain_address_raises(written: str) -> None:  # C22, C24
    with pytest.raises(InvalidInputError):
        split_address(written)


def test_domains_are_a_labels_of_at_least_two_parts() -> None:
    assert domain_a_label("Bücher.Example") == "xn--bcher-kva.example"
    with pytest.raises(InvalidInputError):
        domain_a_label("\ud800.example")
