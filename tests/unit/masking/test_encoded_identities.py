"""Identities in base64, as trackers and gateways write them into links."""

import base64

import pytest

from tests.support.letters import GRETA, masked, new_text, raw_mail

_TOKEN = base64.b64encode(GRETA.addresses[0].encode()).decode()
_URL_TOKEN = base64.urlsafe_b64encode(b"u=greta.oldfield@mentors.example&n=1").decode().rstrip("=")


@pytest.mark.parametrize("token", [_TOKEN, _URL_TOKEN])
def test_a_token_that_holds_an_address_goes(token: str) -> None:
    assert new_text(masked(raw_mail(f"see {token} now")).data) == "see [removed] now"
    assert new_text(masked(raw_mail(f"see https://t.example/open/{token} now")).data) == "see [removed] now"
    assert (
        new_text(masked(raw_mail(f"see https://t.example/?r={token}&x=1 now")).data) == "see https://t.example/?x=1 now"
    )


def test_a_token_in_a_link_target_takes_the_target_along() -> None:
    page = f'<a href="https://t.example/open/{_TOKEN}">book</a>'
    assert _TOKEN.encode() not in masked(raw_mail(page, content_type="text/html")).data


def test_a_token_that_holds_nothing_stays() -> None:
    text = "see https://video.example/watch/c29tZXRoaW5nIGVsc2UgZW50aXJlbHk now"
    assert new_text(masked(raw_mail(text)).data) == text
