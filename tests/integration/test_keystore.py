"""The key store on SQLite and on PostgreSQL: made once, never mixed up, keys gone for good when destroyed."""

import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from relay.model.errors import (
    ConfigurationError,
    ConflictError,
    IntegrityError,
    KeyDestroyedError,
    NotFoundError,
    TemporaryError,
)
from relay.store.crypto import DataKey, KeyKind, Keyring
from relay.store.database import open_engine
from relay.store.keystore import CACHE_SECONDS, CACHED_KEYS, PROGRAM_KEY_IDS, KeyStore
from relay.store.keystore_migrations import drift, upgrade_keystore
from relay.store.master_key import MasterKey

MASTER = MasterKey(bytes(range(32)), "keys/master.key")
OTHER_MASTER = MasterKey(bytes(range(1, 33)), "keys/master.key")


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


Opener = Callable[..., KeyStore]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/keys/keystore.sqlite"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def open_store(url: str) -> Iterator[Opener]:
    opened: list[KeyStore] = []

    def opener(master: MasterKey = MASTER, monotonic: Callable[[], float] = time.monotonic) -> KeyStore:
        opened.append(KeyStore(url, master, monotonic=monotonic))
        return opened[-1]

    yield opener
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Opener) -> KeyStore:
    made = open_store()
    made.prepare()
    return made


def execute(url: str, statement: str, **values: object) -> None:
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(statement), values)
    finally:
        engine.dispose()


def wrapped(url: str, key_id: str) -> bytes:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT wrapped FROM data_keys WHERE id = :id"), {"id": key_id}).scalar_one()
    engine.dispose()
    return bytes(found)


def test_a_key_that_was_made_is_found_by_another_process(store: KeyStore, open_store: Opener) -> None:
    key_id = store.create(KeyKind.PAIR)
    assert key_id.startswith("k_")
    found = open_store().get(key_id)
    assert found == store.get(key_id)
    assert (found.id, found.kind, len(found.material)) == (key_id, KeyKind.PAIR, 32)


def test_many_keys_are_made_at_once_in_order(store: KeyStore) -> None:
    kinds = [KeyKind.PARTICIPANT, KeyKind.PAIR, KeyKind.CASE, KeyKind.PAIR]
    ids = store.create_many(kinds)
    assert [store.get(key_id).kind for key_id in ids] == kinds
    assert len({store.get(key_id).material for key_id in ids}) == 4
    assert store.create_many([]) == []


def test_the_programs_keys_are_not_made_by_hand(store: KeyStore) -> None:
    with pytest.raises(ValueError, match="ensure_program_keys"):
        store.create(KeyKind.AUDIT)


def test_preparing_again_changes_nothing(store: KeyStore, open_store: Opener) -> None:
    before = {kind: store.program_key(kind) for kind in PROGRAM_KEY_IDS}
    again = open_store()
    again.prepare()
    again.ensure_program_keys()
    again.verify()
    assert {kind: again.program_key(kind) for kind in PROGRAM_KEY_IDS} == before


def test_a_keyring_seals_and_opens_with_stored_keys(store: KeyStore, open_store: Opener) -> None:
    key_id = store.create(KeyKind.PARTICIPANT)
    sealed = Keyring(store).seal_text(key_id, "Lucía", "participants.given_name:p_01")
    ring = Keyring(open_store())
    assert ring.open_text(sealed, "participants.given_name:p_01") == "Lucía"
    assert ring.blind_index("tim@school.example") == Keyring(store).blind_index("tim@school.example")
    assert ring.program_key_id == "k_program_1"


def test_two_processes_that_start_at_once_agree_on_the_programs_keys(url: str) -> None:
    program = (
        "import sys; from relay.store.keystore import *; from relay.store.master_key import MasterKey\n"
        "store = KeyStore(sys.argv[1], MasterKey(bytes(range(32)))); sys.stdin.readline(); store.prepare()\n"
        "print({str(kind): store.program_key(kind).material.hex() for kind in PROGRAM_KEY_IDS}); store.close()"
    )
    command = [sys.executable, "-W", "error", "-c", program, url]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(3)]
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda process: process.communicate("go\n", timeout=60), started))
    assert [error for _, error in answers] == ["", "", ""]
    assert len({keys for keys, _ in answers}) == 1


def test_a_child_of_a_fork_works_beside_its_parent(store: KeyStore, url: str) -> None:
    key_id = store.create(KeyKind.PAIR)
    program = (
        "import os, sys; from relay.store.keystore import *; from relay.store.master_key import MasterKey\n"
        "store = KeyStore(sys.argv[1], MasterKey(bytes(range(32)))); parent = store.get(sys.argv[2])\n"
        "child = os.fork()\n"
        "if child == 0: os._exit(0 if store.get(sys.argv[2]) == parent and store.create(KeyKind.CASE) else 1)\n"
        "made = store.create(KeyKind.PAIR); status = os.waitpid(child, 0)[1]\n"
        "store.get(made); store.close(); sys.exit(os.waitstatus_to_exitcode(status))"
    )
    subprocess.run([sys.executable, "-c", program, url, key_id], check=True, timeout=60)


def test_many_threads_make_and_read_keys(store: KeyStore) -> None:
    shared = store.create(KeyKind.PAIR)
    made: list[DataKey] = []

    def work() -> None:
        for _ in range(5):
            assert store.get(shared).id == shared
            made.append(store.get(store.create(KeyKind.PAIR)))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({key.id for key in made}) == 30


def test_a_wrong_master_key_is_refused_at_start(store: KeyStore, open_store: Opener) -> None:
    del store
    wrong = open_store(OTHER_MASTER)
    for attempt in (wrong.verify, wrong.prepare, wrong.ensure_program_keys):
        with pytest.raises(ConfigurationError, match="not the one that the key store was set up with"):
            attempt()


def test_a_wrong_master_key_opens_nothing(store: KeyStore, open_store: Opener) -> None:
    key_id = store.create(KeyKind.PAIR)
    with pytest.raises(IntegrityError):
        open_store(OTHER_MASTER).get(key_id)


def test_a_missing_key_store_is_refused_and_not_made_anew(open_store: Opener, url: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"archive\.key_store: .*(`mentor-relay init`|`mentor-relay db upgrade`)"
    ):
        open_store().verify()
    if url.startswith("sqlite"):
        assert not Path(url.removeprefix("sqlite:///")).exists()


def test_a_key_store_that_lost_its_check_value_is_refused(store: KeyStore, open_store: Opener, url: str) -> None:
    del store
    execute(url, "DELETE FROM master_check")
    for attempt in (open_store().verify, open_store(OTHER_MASTER).prepare):
        with pytest.raises(ConfigurationError, match="lost its check value"):
            attempt()


def test_a_lost_program_key_is_refused_at_start(store: KeyStore, open_store: Opener, url: str) -> None:
    del store
    execute(url, "DELETE FROM data_keys WHERE kind = 'audit'")
    with pytest.raises(IntegrityError, match="k_audit_1"):
        open_store().verify()


def test_keys_cannot_be_swapped_or_changed_in_the_database(store: KeyStore, open_store: Opener, url: str) -> None:
    first, second = store.create_many([KeyKind.PAIR, KeyKind.PAIR])
    execute(url, "UPDATE data_keys SET wrapped = :bytes WHERE id = :id", bytes=wrapped(url, first), id=second)
    execute(url, "UPDATE data_keys SET kind = 'case' WHERE id = :id", id=first)
    for key_id in (first, second):
        with pytest.raises(IntegrityError, match=key_id):
            open_store().get(key_id)


def test_an_unknown_key_is_damage_and_not_merely_missing(store: KeyStore) -> None:
    with pytest.raises(IntegrityError, match="k_nobody"):
        store.get("k_nobody")


def test_a_destroyed_key_stays_destroyed(store: KeyStore, open_store: Opener) -> None:
    key_id = store.create(KeyKind.PARTICIPANT)
    sealed = Keyring(store).seal_text(key_id, "Tim", "participants.given_name:p_01")
    store.destroy(key_id)
    store.destroy(key_id)
    for ring in (Keyring(store), Keyring(open_store())):
        with pytest.raises(KeyDestroyedError):
            ring.open_text(sealed, "participants.given_name:p_01")
        with pytest.raises(KeyDestroyedError):
            ring.seal_text(key_id, "Tim", "participants.given_name:p_01")


def test_only_a_key_that_is_there_can_be_destroyed_and_never_the_programs(store: KeyStore) -> None:
    with pytest.raises(NotFoundError):
        store.destroy("k_nobody")
    with pytest.raises(ConflictError):
        store.destroy("k_index_1")
    store.verify()


def test_another_process_forgets_a_destroyed_key_in_time(store: KeyStore, open_store: Opener) -> None:
    key_id = store.create(KeyKind.PARTICIPANT)
    clock = Time()
    other = open_store(monotonic=clock)
    other.get(key_id)
    store.destroy(key_id)
    clock.now = CACHE_SECONDS + 1
    with pytest.raises(KeyDestroyedError):
        other.get(key_id)


def test_keys_in_use_are_remembered_within_bounds(store: KeyStore, open_store: Opener, url: str) -> None:
    ids = store.create_many([KeyKind.PAIR] * (CACHED_KEYS + 1))
    reader = open_store(monotonic=Time())
    for key_id in ids:
        reader.get(key_id)
    execute(url, "DELETE FROM data_keys WHERE kind = 'pair'")
    assert reader.get(ids[-1]).id == ids[-1]
    with pytest.raises(IntegrityError):
        reader.get(ids[0])


def test_the_schema_is_what_the_models_say(store: KeyStore, url: str) -> None:
    del store
    engine = open_engine(url)
    assert drift(engine) == []
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO data_keys (id, kind, created_at) VALUES ('k_x', 'pair', '2026-11-23')",
        "INSERT INTO data_keys (id, kind, wrapped, created_at) VALUES ('k_x', 'house', 'x', '2026-11-23')",
        "INSERT INTO master_check (id, value, created_at) VALUES (2, 'x', '2026-11-23')",
        "UPDATE data_keys SET destroyed_at = '2026-11-23' WHERE id = 'k_audit_1'",
    ],
)
def test_the_schema_refuses_what_makes_no_sense(store: KeyStore, url: str, statement: str) -> None:
    del store
    with pytest.raises(Exception, match=r"(?i)constraint"):
        execute(url, statement)


def test_upgrading_by_its_url_makes_an_empty_key_store(url: str, open_store: Opener) -> None:
    upgrade_keystore(url)
    upgrade_keystore(url)
    with pytest.raises(ConfigurationError, match="never finished"):
        open_store().verify()


def test_the_file_is_private_and_nothing_of_a_destroyed_key_is_left_in_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/keys/keystore.sqlite"
    store = KeyStore(url, MASTER)
    store.prepare()
    ids = store.create_many([KeyKind.PAIR] * 50)
    secrets = [wrapped(url, key_id) for key_id in ids]
    files = sorted((tmp_path / "keys").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert any(secrets[7] in file.read_bytes() for file in files)
    store.destroy(ids[7])
    assert not any(secrets[7] in file.read_bytes() for file in (tmp_path / "keys").iterdir())
    assert any(secrets[8] in file.read_bytes() for file in (tmp_path / "keys").iterdir())
    store.close()


def test_a_key_store_that_cannot_be_reached_is_trouble_that_may_pass() -> None:
    store = KeyStore("postgresql+psycopg://relay@127.0.0.1:1/keys", MASTER)
    for attempt in (store.verify, lambda: store.get("k_1"), lambda: store.create(KeyKind.PAIR)):
        with pytest.raises(TemporaryError, match=r"archive\.key_store"):
            attempt()


def test_a_file_that_is_no_database_is_not_taken_for_a_key_store(tmp_path: Path) -> None:
    file = tmp_path / "keystore.sqlite"
    file.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(TemporaryError):
        KeyStore(f"sqlite:///{file}", MASTER).verify()
