"""Masks, roles, help and VERP: made and told apart."""

import secrets
from datetime import UTC, datetime

import pytest

from relay.model.ids import new_id, new_mask
from relay.smtp.verp import Recipient, RecipientKind, classify_recipient, help_address, verp_address

_DOMAIN = "mail.example.org"
_NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_new_mask_is_told_whatever_its_case() -> None:
    mask = new_mask(secrets.choice)
    for spelling in (mask, mask.upper(), mask.title()):
        recipient = classify_recipient(f"{spelling}@Mail.Example.ORG", _DOMAIN)
        assert recipient == Recipient(RecipientKind.MASK, mask)


def test_verp_and_help_addresses_come_back_as_their_token() -> None:
    token = new_id("dl", _NOW, secrets.token_bytes)
    bounce, question = verp_address(token, _DOMAIN), help_address(token, _DOMAIN)
    assert classify_recipient(bounce.upper(), _DOMAIN) == Recipient(RecipientKind.VERP, token)
    assert classify_recipient(question, _DOMAIN) == Recipient(RecipientKind.HELP, token)
    assert len(bounce.partition("@")[0]) <= 64


@pytest.mark.parametrize("token", ["", "short", "white space", "a@b-12345", "x" * 49, "UPPERCASE1"])
def test_odd_tokens_make_no_address(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        verp_address(token, _DOMAIN)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("Postmaster@mail.example.org", RecipientKind.POSTMASTER),
        ("abuse@mail.example.org", RecipientKind.ABUSE),
        ("concern@MAIL.example.org", RecipientKind.CONCERN),
        ("help@mail.example.org", RecipientKind.UNKNOWN),
        ("help+@mail.example.org", RecipientKind.UNKNOWN),
        ("b-@mail.example.org", RecipientKind.UNKNOWN),
        ("nobody@mail.example.org", RecipientKind.UNKNOWN),
        ("abcdefghjkmnpo@mail.example.org", RecipientKind.UNKNOWN),  # "o" is no letter of a mask
        ("m%real.org@mail.example.org", RecipientKind.UNKNOWN),
        ('"m@r.org"@mail.example.org', RecipientKind.UNKNOWN),
        ('"postmaster"@mail.example.org', RecipientKind.UNKNOWN),
        ('"m@mail.example.org"@evil.example', RecipientKind.FOREIGN),
        ("abuse@evil.example", RecipientKind.FOREIGN),
        ("abuse@sub.mail.example.org", RecipientKind.FOREIGN),
        ("abuse@mail.example.org.", RecipientKind.FOREIGN),
        ("abuse@mail.example.org@evil.example", RecipientKind.FOREIGN),
        ("abuse", RecipientKind.FOREIGN),
        ("@mail.example.org", RecipientKind.FOREIGN),
        ("", RecipientKind.FOREIGN),
        ("\u212aabuse@mail.example.org", RecipientKind.UNKNOWN),
    ],
)
def test_addresses_are_told_apart(address: str, kind: RecipientKind) -> None:
    assert classify_recipient(address, _DOMAIN).kind is kind
