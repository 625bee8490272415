"""A sample program on each kind of database, and the API in front of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.api_client import Api
from tests.support.sample import Sample, open_sample
from tests.support.whole_program import Whole, tell_everything

if TYPE_CHECKING:
    from tests.support.postgres import PostgresServer


@pytest.fixture
def sample(tmp_path: Path, database_url: str) -> Iterator[Sample]:
    """Two pairs in two groups, with staff of every role."""
    opened = open_sample(tmp_path, database_url)
    yield opened
    opened.program.close()


@pytest.fixture
async def api(sample: Sample) -> AsyncIterator[Api]:
    """The real app on the real database."""
    client = Api(sample)
    yield client
    await client.close()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shared_sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """One sample for all tests of a module, where none is in another's way."""
    directory = tmp_path_factory.mktemp("shared")
    if request.param == "sqlite":
        opened = open_sample(directory, f"sqlite:///{directory}/relay.db")
        yield opened
        opened.program.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        opened = open_sample(directory, url)
        yield opened
        opened.program.close()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shared_whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A program in which everything has happened, for all tests of a module that leave it as it is."""
    directory = tmp_path_factory.mktemp("whole")
    with ExitStack() as stack:
        url = f"sqlite:///{directory}/relay.db"
        if request.param == "postgresql":
            url = stack.enter_context(request.getfixturevalue("postgres_server").database())
        told = asyncio.run(tell_everything(directory, url))
        stack.callback(told.program.close)
        yield told


@pytest.fixture
def whole(tmp_path: Path, database_url: str) -> Iterator[Whole]:
    """A program of its own in which everything has happened."""
    told = asyncio.run(tell_everything(tmp_path, database_url))
    yield told
    told.program.close()


@pytest.fixture
async def shared_api(shared_sample: Sample) -> AsyncIterator[Api]:
    """The real app on a database that the module's tests share."""
    client = Api(shared_sample)
    yield client
    await client.close()
