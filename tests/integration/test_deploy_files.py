"""What stands in deploy/ is sound by itself and fits the relay's defaults; tests/e2e/test_postfix_… runs it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from relay.config.settings import settings_from

DEPLOY = Path(__file__).parents[2] / "deploy"


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def main_cf(name: str) -> dict[str, str]:
    """Return the settings of a main.cf; continued lines are joined."""
    joined = re.sub(r"\n[ \t]+", " ", re.sub(r"(?m)^#.*\n", "", text_of(f"{name}/main.cf")))
    pairs = (line.partition("=") for line in joined.splitlines() if "=" in line)
    return {key.strip(): value.strip() for key, _, value in pairs}


def milter_conf(name: str) -> dict[str, str]:
    lines = (line.split(maxsplit=1) for line in text_of(f"milters/{name}.conf").splitlines())
    return {words[0]: words[1] for words in lines if len(words) == 2 and not words[0].startswith("#")}


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """A directory with the units, their program replaced by one that this machine has."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")
    for unit in (DEPLOY / "systemd").glob("mentor-relay*.*"):
        unit_text = unit.read_text(encoding="utf-8").replace("/opt/mentor-relay/venv/bin/mentor-relay", sys.executable)
        (tmp_path / unit.name).write_text(unit_text, encoding="utf-8")
    (tmp_path / "mentor-relay@.service").rename(tmp_path / "mentor-relay@smtp.service")
    return tmp_path


def analyze(units: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"}
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=60, env=environment
    )


@pytest.mark.parametrize("unit", ["mentor-relay.service", "mentor-relay@smtp.service", "mentor-relay.target"])
def test_systemd_finds_no_fault_in_a_unit(units: Path, unit: str) -> None:
    done = analyze(units, "verify", str(units / unit))

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", ["mentor-relay.service", "mentor-relay@smtp.service"])
def test_a_service_is_exposed_to_little(units: Path, unit: str) -> None:
    done = analyze(units, "security", "--offline=yes", "--threshold=15", "--no-pager", str(units / unit))

    assert done.returncode == 0, done.stdout.splitlines()[-1]


def test_each_role_runs_as_confined_as_the_whole() -> None:
    def confinement(unit: str) -> list[str]:
        service = text_of(f"systemd/{unit}").partition("[Service]")[2].partition("[Install]")[0]
        return [line for line in service.splitlines() if line and not line.startswith(("ExecStart=", "#"))]

    assert confinement("mentor-relay@.service") == confinement("mentor-relay.service")


@pytest.mark.parametrize("script", ["systemd/install", "systemd/mentor-relay", "compose/start-mail"])
def test_a_script_is_valid_shell_and_may_be_run(script: str) -> None:
    path = DEPLOY / script

    assert os.access(path, os.X_OK)
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0


def test_front_and_smarthost_fit_the_relays_sizes_and_port(tmp_path: Path) -> None:
    smtp = settings_from({}, tmp_path / "relay.toml").smtp
    front, smarthost = main_cf("postfix-front"), main_cf("postfix-smarthost")

    assert smtp.max_message_bytes - int(front["message_size_limit"]) == 65_536
    assert int(smarthost["message_size_limit"]) > 2 * smtp.max_message_bytes
    for main in (front, smarthost):
        assert main["mentor_relay_address"] == f"[127.0.0.1]:{smtp.listen[0].port}"
        assert main["smtpd_forbid_bare_newline"] == "reject"
        assert main["notify_classes"] == ""
    assert front["mentor-relay_destination_recipient_limit"] == "1"


def test_postfix_asks_the_milters_where_they_listen_and_takes_nothing_without_them() -> None:
    ports = [milter_conf(name)["Socket"].removesuffix("@127.0.0.1") for name in ("opendkim", "opendmarc")]
    where = [f"inet:127.0.0.1:{port.removeprefix('inet:')}" for port in ports]

    assert main_cf("postfix-front")["smtpd_milters"] == ", ".join(where)
    assert main_cf("postfix-smarthost")["mentor_relay_signer"] == where[0]
    assert main_cf("postfix-front")["milter_default_action"] == "tempfail"
    assert milter_conf("opendmarc")["RejectFailures"] == "true"


def test_front_milters_and_relay_speak_of_one_name(tmp_path: Path) -> None:
    smtp = settings_from({}, tmp_path / "relay.toml").smtp

    names = {milter_conf(name)["AuthservID"] for name in ("opendkim", "opendmarc")}
    names |= {milter_conf("opendmarc")["TrustedAuthservIDs"], main_cf("postfix-front")["myhostname"]}

    assert names == {smtp.authserv_id} == {smtp.hostname}


def test_logs_are_for_root_alone_and_a_week_old_at_most() -> None:
    directory = "/var/log/mentor-relay-mail"
    logs = [main_cf(name)["maillog_file"] for name in ("postfix-front", "postfix-smarthost")]

    assert all(Path(log).parent == Path(directory) for log in logs)
    assert re.search(rf"(?m)^d {directory} 0700 root root 8d$", text_of("systemd/tmpfiles.conf"))
    assert {"daily", "maxage 7", "rotate 7"} <= {line.strip() for line in text_of("logs/logrotate.conf").splitlines()}


def test_compose_names_files_that_exist_and_settings_that_the_relay_knows(tmp_path: Path) -> None:
    compose: dict[str, Any] = yaml.safe_load(text_of("compose/compose.yaml"))
    services = compose["services"]

    for service in services.values():
        if "build" in service:
            context = DEPLOY / "compose" / service["build"]["context"]
            assert (context / service["build"]["dockerfile"]).is_file()
        assert set(service["networks"]) <= set(compose["networks"])
        assert service["cap_drop"] == ["ALL"]
    assert services["database"]["networks"] == ["inside"]
    known = type(settings_from({}, tmp_path / "relay.toml")).model_fields
    for name in services["relay"]["environment"]:
        if name.startswith("MENTOR_RELAY__"):
            section, key = name.lower().removeprefix("mentor_relay__").split("__")
            assert key in known[section].annotation.model_fields, name  # type: ignore[union-attr]


def test_nothing_in_deploy_names_a_registry_or_a_machine() -> None:
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            assert not re.search(r"pypi\.|docker\.io|ghcr\.|index-url|/work/", path.read_text(encoding="utf-8")), path
