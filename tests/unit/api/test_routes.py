"""An endpoint that forgets to say who may call it, or whose record it is about, cannot be mounted."""

import pytest

from admin_api.guard import AnyStaff, MaySeeMessages
from admin_api.routers.base import checked_router
from relay.model.staff import StaffMember


def test_an_endpoint_without_a_guard_is_refused() -> None:
    router = checked_router("/secrets", "secrets")

    def read_secrets() -> str:
        return "everything"

    with pytest.raises(TypeError, match="read_secrets must say once who may call it"):
        router.add_api_route("", read_secrets)


def test_an_endpoint_that_takes_the_actor_from_elsewhere_is_refused() -> None:
    router = checked_router("/secrets", "secrets")

    def read_secrets(actor: AnyStaff, other: MaySeeMessages) -> str:
        return f"{actor} {other}"

    with pytest.raises(TypeError, match="once"):
        router.add_api_route("", read_secrets)


def test_a_path_whose_record_nobody_looks_up_is_refused() -> None:
    router = checked_router("/secrets", "secrets")

    def read_secret(actor: MaySeeMessages, secret_id: str) -> str:
        return f"{actor} {secret_id}"

    with pytest.raises(TypeError, match="secret_id"):
        router.add_api_route("/{secret_id}", read_secret)


def test_a_record_is_not_for_whoever_has_a_token() -> None:
    router = checked_router("/secrets", "secrets")

    def read_message(actor: AnyStaff, message_id: str) -> str:
        return f"{actor} {message_id}"

    with pytest.raises(TypeError, match="message_id"):
        router.add_api_route("/{message_id}", read_message)


def test_an_endpoint_with_guard_and_scope_is_mounted() -> None:
    router = checked_router("/secrets", "secrets")

    def read_message(actor: MaySeeMessages, message_id: str) -> StaffMember:
        del message_id
        return actor

    router.add_api_route("/{message_id}", read_message)
    assert len(router.routes) == 1
