"""Settings from the environment count more than the file; a misspelt variable is an error."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from relay.config.settings import KEYS, load_settings, settings_from
from relay.model.errors import ConfigurationError

FILE = Path("/srv/relay/relay.toml")


def told(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        settings_from({}, FILE, environ)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


def test_the_environment_counts_more_than_the_file(tmp_path: Path) -> None:
    (tmp_path / "relay.toml").write_text('[smtp]\nlisten = ["127.0.0.1:1"]\nhostname = "mx.one.example"\n')
    environ = {
        "MENTOR_RELAY__SMTP__LISTEN": json.dumps(["127.0.0.1:2"]),
        "MENTOR_RELAY__SMTP__TRUSTED_NETWORKS": '["127.0.0.0/8"]',
        "MENTOR_RELAY__SMTP__PROXY_PROTOCOL": "true",
        "MENTOR_RELAY__DELIVERY__TRANSPORT": "smtp",
        "MENTOR_RELAY__DELIVERY__RETRY_SCHEDULE": '["1s"]',
        "MENTOR_RELAY__DELIVERY__UNDO_WINDOW": "0s",
        "MENTOR_RELAY__LIMITS__MESSAGES_PER_SENDER": "",
        "MENTOR_RELAY__LIMITS__BACKLOG_MESSAGES": "0",
        "MENTOR_RELAY__ALERTS__ON_CALL": "",
        "MENTOR_RELAY__DATABASE__URL": "sqlite:///other.db",
    }
    settings = load_settings(None, environ, tmp_path)
    assert settings.smtp.listen == (("127.0.0.1", 2),)
    assert settings.smtp.hostname == "mx.one.example"
    assert settings.smtp.proxy_protocol is True
    assert settings.delivery.retry_schedule == (timedelta(seconds=1),)
    assert (settings.delivery.transport, settings.delivery.undo_window) == ("smtp", timedelta())
    assert (settings.limits.messages_per_sender, settings.limits.backlog_messages) == (None, 0)
    assert settings.alerts.on_call == ()
    assert settings.database.url == f"sqlite:///{tmp_path}/other.db"


@pytest.mark.parametrize(("section", "key"), [(section, key) for section in KEYS for key in sorted(KEYS[section])])
def test_every_key_can_be_set_by_its_variable(section: str, key: str) -> None:
    # NUL fits nowhere: every key refuses it, and says which variable it came from.
    name = f"MENTOR_RELAY__{section}__{key}".upper()
    assert told({name: "\0"}).startswith(f"{name} (environment): {section}.{key}: ")


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("MENTOR_RELAY__SMPT__LISTEN", 'unknown section "smpt"; did you mean "smtp"?'),
        ("MENTOR_RELAY__SMTP__LISTENS", 'unknown key "listens" in [smtp]; did you mean "listen"?'),
        ("MENTOR_RELAY__SMTP__SMARTHOST", 'unknown key "smarthost" in [smtp]; it belongs under [delivery]'),
        ("MENTOR_RELAY__SMTP", "a section is not set as a whole"),
        ("MENTOR_RELAY__SMTP__", 'unknown key ""'),
        ("MENTOR_RELAY__", 'unknown section ""'),
        ("MENTOR_RELAY__DELIVERY__DKIM__0", 'unknown key "dkim__0" in [delivery]; did you mean "dkim"?'),
        ("MENTOR_RELAY_SMTP_LISTEN", "did you mean MENTOR_RELAY__SMTP__LISTEN?"),
        ("MENTOR_RELAY_SMTP__LISTEN", "did you mean MENTOR_RELAY__SMTP__LISTEN?"),
    ],
)
def test_an_unknown_variable_is_an_error_with_the_nearest_right_word(variable: str, hint: str) -> None:
    problem = told({variable: "x"})
    assert problem.startswith(f"{variable} (environment): ")
    assert hint in problem


def test_variables_that_are_no_settings_are_left_alone() -> None:
    environ = {
        "MENTOR_RELAY_CONFIG": "relay.toml",
        "MENTOR_RELAY_MASTER_KEY": "…",
        "MENTOR_RELAY_LOG_LEVEL": "info",
        "MENTOR_RELAY_DEBUG": "1",
        "PATH": "/bin",
    }
    assert settings_from({}, FILE, environ) == settings_from({}, FILE)


@pytest.mark.parametrize("text", ["127.0.0.1:25", "[", "{}", '"x"', "127.0.0.1:25,127.0.0.1:26"])
def test_a_list_that_is_not_json_is_told_how(text: str) -> None:
    assert "smtp.listen: a list is written as JSON here" in told({"MENTOR_RELAY__SMTP__LISTEN": text})


def test_a_value_that_is_wrong_with_another_blames_the_variable() -> None:
    problem = told({"MENTOR_RELAY__SMTP__FRONT_QUEUES": "true"})
    assert problem.startswith("MENTOR_RELAY__SMTP__FRONT_QUEUES (environment): smtp.front_queues: ")
