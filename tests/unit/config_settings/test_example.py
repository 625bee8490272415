"""The shipped relay.toml: every key with its default, and with a new relay's own name and domain."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.config.example import render_settings, toml_string, write_settings_file
from relay.config.resources import resource_path
from relay.config.settings import KEYS, load_settings, settings_from
from relay.model.errors import ConfigurationError, ConflictError

FILE = Path("/srv/relay/relay.toml")
NOT_IN_IT = {("sender_authentication", "domain")}  # tables of their own, shown as a comment


def test_the_example_holds_every_key_with_its_default() -> None:
    values = tomllib.loads(resource_path("config", "relay.toml").read_text(encoding="utf-8"))
    written = {(section, key) for section, table in values.items() for key in table}
    assert written == {(section, key) for section, keys in KEYS.items() for key in keys} - NOT_IN_IT
    assert settings_from(values, FILE) == settings_from({}, FILE)


def test_every_key_of_the_example_is_explained_or_explains_itself() -> None:
    lines = resource_path("config", "relay.toml").read_text(encoding="utf-8").splitlines()
    assignments = [line for line in lines if " = " in line and not line.startswith("#")]
    without = {line.partition(" ")[0] for line in assignments if "#" not in line}
    assert without == {"max_message_bytes", "tls_key", "username"}


def test_a_new_relay_gets_its_name_and_domain(tmp_path: Path) -> None:
    path = write_settings_file(tmp_path, domain="Post.Puentes.example", program='Puentes "y" Letras \\ 2026')
    settings = load_settings(path, {}, tmp_path)
    assert settings.relay.program == 'Puentes "y" Letras \\ 2026'
    assert settings.relay.domain == "post.puentes.example"
    assert settings.smtp.hostname == settings.smtp.authserv_id == "mx.post.puentes.example"
    assert "# masked addresses are under it" in path.read_text(encoding="utf-8")


def test_without_name_and_domain_it_is_the_example() -> None:
    assert render_settings(FILE) == resource_path("config", "relay.toml").read_text(encoding="utf-8")


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "relay.toml").write_text("mine")
    with pytest.raises(ConflictError, match="not overwritten"):
        write_settings_file(tmp_path)
    assert (tmp_path / "relay.toml").read_text() == "mine"


@pytest.mark.parametrize("given", [{"domain": "localhost"}, {"program": "a\nb"}, {"program": ""}, {"domain": 'x"\n'}])
def test_what_cannot_stand_in_the_file_writes_none(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError):
        write_settings_file(tmp_path, **given)
    assert not list(tmp_path.iterdir())


@given(text=st.text())
def test_any_text_survives_being_written_as_toml(text: str) -> None:
    assert tomllib.loads(f"x = {toml_string(text)}")["x"] == text
