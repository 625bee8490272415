"""Which relay.toml is read, and what is said when there is none."""

from pathlib import Path

import pytest

from relay.config.files import check_files, find_settings_file
from relay.config.settings import load_settings, settings_from
from relay.model.errors import ConfigurationError


@pytest.fixture
def places(tmp_path: Path) -> Path:
    for name in ("option", "variable", "here"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "relay.toml").touch()
    return tmp_path


def test_the_option_comes_first_then_the_variable_then_the_working_directory(places: Path) -> None:
    here, environ = places / "here", {"MENTOR_RELAY_CONFIG": str(places / "variable" / "relay.toml")}
    option = places / "option" / "relay.toml"
    assert find_settings_file(option, environ, here) == option
    assert find_settings_file(None, environ, here) == places / "variable" / "relay.toml"
    assert find_settings_file(None, {}, here) == here / "relay.toml"
    assert find_settings_file(None, {"MENTOR_RELAY_CONFIG": ""}, here) == here / "relay.toml"


def test_a_file_that_is_named_must_be_there(places: Path) -> None:
    here = places / "here"
    with pytest.raises(ConfigurationError, match=r"named by --config does not exist"):
        find_settings_file(places / "missing.toml", {}, here)
    with pytest.raises(ConfigurationError, match=r"named by \$MENTOR_RELAY_CONFIG does not exist"):
        find_settings_file(None, {"MENTOR_RELAY_CONFIG": "missing.toml"}, here)
    with pytest.raises(ConfigurationError, match="is no file"):
        find_settings_file(places, {}, here)


def test_without_any_file_it_is_said_where_was_looked_and_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="mentor-relay init") as caught:
        load_settings(None, {}, tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert "/etc/mentor-relay/relay.toml" in str(caught.value)


def test_files_that_are_named_but_missing_are_told(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").touch()
    smtp = {"tls_certificate": "cert.pem", "tls_key": "key.pem"}
    settings = settings_from({"smtp": smtp}, tmp_path / "relay.toml")
    assert check_files(settings) == (f"{tmp_path}/relay.toml: smtp.tls_key: there is no file {tmp_path}/key.pem",)
    assert check_files(settings_from({}, tmp_path / "relay.toml")) == ()
