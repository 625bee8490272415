"""A sample program on each kind of database, and the API in front of it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.api_client import Api
from tests.support.sample import Sample, open_sample


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
