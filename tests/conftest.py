"""What all tests share: no network but loopback, Hypothesis's profiles, databases of both kinds."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import network
from tests.support.postgres import PostgresServer, PostgresUnavailableError, running_server
from tests.support.prepared import prepared_sqlite, prepared_template

IN_CI = os.environ.get("CI") == "true"

# No deadlines: the machines that run this are small and busy, and a slow example is no wrong one.
_SLOW = [HealthCheck.too_slow]
settings.register_profile("dev", max_examples=30, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("ci", max_examples=80, deadline=None, print_blob=True, suppress_health_check=_SLOW)
settings.register_profile("deep", max_examples=10_000, deadline=None, print_blob=True, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if IN_CI else "dev"))

network.forbid()


@pytest.fixture(autouse=True)
def _loopback_alone() -> Iterator[None]:
    """Fail a test that reached for the network, also where the code under test hid the refusal."""
    network.take_refused()
    yield
    refused = network.take_refused()
    assert not refused, f"the network was asked for: {refused}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The session's PostgreSQL, started when the first test asks for it."""
    try:
        with running_server() as server:
            yield server
    except PostgresUnavailableError as reason:
        if IN_CI:
            pytest.fail(f"CI needs PostgreSQL: {reason}", pytrace=False)
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a fresh, empty PostgreSQL database."""
    with postgres_server.database() as url:
        yield url


_BOTH_KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=_BOTH_KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without records at the newest revision, of one kind and then of the other."""
    if request.param == "sqlite":
        yield prepared_sqlite(tmp_path / "relay.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(prepared_template(server)) as url:
        yield url


@pytest.fixture(params=_BOTH_KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with nothing in it, of one kind and then of the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/relay.db"
    url: str = request.getfixturevalue("postgres_url")
    return url
