"""The tests' own PostgreSQL: fresh for each test, and with the rights of the relay alone."""

import time

import psycopg
import pytest

from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.postgres


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"))


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_finds_its_database_empty(postgres_url: str, turn: str) -> None:
    with connect(postgres_url) as connection:
        connection.execute("CREATE TABLE letter (body text)")
        connection.execute("INSERT INTO letter VALUES (%s)", [f"Grüße, Łukasz 🙂 {turn}"])
        assert connection.execute("SELECT body FROM letter").fetchall() == [(f"Grüße, Łukasz 🙂 {turn}",)]


def test_the_relay_is_no_superuser(postgres_url: str) -> None:
    with connect(postgres_url) as connection:
        row = connection.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    assert row == (False, False)


def test_a_template_is_built_once_and_copied_quickly(postgres_server: PostgresServer) -> None:
    built = []

    def build(url: str) -> None:
        built.append(url)
        with connect(url) as connection:
            connection.execute("CREATE TABLE pair (id int)")

    began = time.monotonic()
    for _ in range(3):
        template = postgres_server.template("with a table", build)
        with postgres_server.database(template) as url, connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM pair").fetchone() == (0,)
    assert len(built) == 1
    assert time.monotonic() - began < 30


def test_a_database_in_use_is_removed_all_the_same(postgres_server: PostgresServer) -> None:
    name = postgres_server.create()
    with psycopg.connect(postgres_server.conninfo(name)) as lingering:
        postgres_server.drop(name)
        with pytest.raises(psycopg.OperationalError):
            lingering.execute("SELECT 1")


def test_database_url_names_a_database_of_each_kind(database_url: str) -> None:
    kind, _, rest = database_url.partition(":///" if database_url.startswith("sqlite") else "://")
    assert kind in {"sqlite", "postgresql+psycopg"}
    assert rest
