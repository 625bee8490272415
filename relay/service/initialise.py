"""Making a new relay: its settings, policy, keys and database; all of it, or nothing that stays behind."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from relay.config.example import write_settings_file
from relay.config.files import FILE_NAME
from relay.config.resources import resource_path
from relay.config.settings import Settings, load_settings
from relay.model.errors import ConflictError, InvalidInputError
from relay.model.staff import OPERATOR
from relay.service.opening import open_program
from relay.store.crypto import Keyring
from relay.store.database import sqlite_file
from relay.store.keystore import KeyStore
from relay.store.master_key import MasterKey, create_master_key_file, has_master_key, load_master_key
from relay.store.migrations import current_revision, upgrade
from relay.store.records import holds_records
from relay.store.store import Store

POLICY = "policy.toml"
_OURS = (FILE_NAME, POLICY, "keys", "var")  # what `init` makes, in a directory that has none of it
_SQLITE_COMPANIONS = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class NewRelay:
    """Where a new relay stands."""

    directory: Path
    settings_file: Path
    policy_file: Path
    database: str
    keys: Path


def initialise(
    directory: Path, environ: Mapping[str, str], *, domain: str | None = None, program: str | None = None
) -> NewRelay:
    """Make a new relay in ``directory`` and return where it stands. Asks nobody and no network.

    Everything is made aside and moved into place at the end, relay.toml last. Raises
    ConflictError where something of a relay is there already (nothing is overwritten),
    ConfigurationError for a domain, program or environment variable that cannot be used.
    """
    directory = directory.absolute()
    with ExitStack() as undo:
        _make_directory(directory, undo)
        _refuse_existing(directory)
        staging = _make_staging(directory)
        undo.callback(shutil.rmtree, staging, ignore_errors=True)
        write_settings_file(staging, domain=domain, program=program)
        shutil.copyfile(resource_path("config", POLICY), staging / POLICY)
        settings = load_settings(staging / FILE_NAME, environ, staging)
        with _nothing_left_outside(staging, settings):
            _make_keys_and_database(settings, environ)
            _move_into_place(staging, directory)
        undo.pop_all()
    staging.rmdir()
    _sync(directory)
    settings = load_settings(directory / FILE_NAME, environ, directory)
    kind = "SQLite" if sqlite_file(settings.database.url) else "PostgreSQL"
    return NewRelay(directory, directory / FILE_NAME, settings.scanning.policy, kind, settings.archive.master_key_file)


def _make_directory(directory: Path, undo: ExitStack) -> None:
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInputError(f"{directory}: cannot be made ({error.strerror})") from None
    for path in reversed(missing):
        undo.callback(_remove_if_empty, path)


def _make_staging(directory: Path) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=".init-", dir=directory))
    except OSError as error:
        raise InvalidInputError(f"{directory}: cannot be written to ({error.strerror})") from None


def _remove_if_empty(path: Path) -> None:
    if not any(path.iterdir()):
        path.rmdir()


def _refuse_existing(directory: Path) -> None:
    for name in _OURS:
        path = directory / name
        if path.exists() or path.is_symlink():
            raise ConflictError(
                f"{path} is there already: init makes a new relay and overwrites nothing; "
                "name another directory with --dir"
            )


def _make_keys_and_database(settings: Settings, environ: Mapping[str, str]) -> None:
    for folder in (settings.relay.data_dir, *_folders_of_databases(settings)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keystore = KeyStore(settings.archive.key_store, _master_key(settings, environ))
    store = Store(settings.database.url, Keyring(keystore))
    with closing(keystore), closing(store):
        store.ping()
        if current_revision(store.engine) is not None:
            _refuse_used(store)
        keystore.prepare()
        upgrade(store.engine)
    with closing(open_program(settings, environ)) as program, program.store.write() as unit:
        unit.record("program.initialised", "program", actor=OPERATOR.id)


def _refuse_used(store: Store) -> None:
    with store.read() as session:
        if holds_records(session):
            raise ConflictError(
                "database.url: this database holds a relay's records already; "
                "init makes a new relay and overwrites nothing"
            )


def _master_key(settings: Settings, environ: Mapping[str, str]) -> MasterKey:
    """Return the master key that was provided for the relay, or else make one."""
    file = settings.archive.master_key_file
    return load_master_key(file, environ) if has_master_key(file, environ) else create_master_key_file(file)


def _folders_of_databases(settings: Settings) -> list[Path]:
    files = (sqlite_file(settings.database.url), sqlite_file(settings.archive.key_store))
    return [file.parent for file in files if file is not None]


@contextmanager
def _nothing_left_outside(staging: Path, settings: Settings) -> Iterator[None]:
    """Remove on failure what was made elsewhere, where the environment says so."""
    database, keys = sqlite_file(settings.database.url), sqlite_file(settings.archive.key_store)
    places = [path for path in (database, keys, settings.archive.master_key_file) if path is not None]
    new = [path for path in places if not path.is_relative_to(staging) and not path.exists()]
    try:
        yield
    except BaseException:
        for path in new:
            for companion in _SQLITE_COMPANIONS:
                path.with_name(path.name + companion).unlink(missing_ok=True)
        raise


def _move_into_place(staging: Path, directory: Path) -> None:
    """Move everything; relay.toml is last, so that a relay with a relay.toml is whole."""
    moved: list[Path] = []
    try:
        for path in sorted(staging.iterdir(), key=lambda path: path.name == FILE_NAME):
            _move(path, directory / path.name)
            moved.append(directory / path.name)
    except OSError as error:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise ConflictError(f"{directory}: something was put there meanwhile ({error.strerror})") from None


def _move(source: Path, target: Path) -> None:
    if source.is_dir():
        source.rename(target)  # fails where there is a directory that holds anything
        return
    try:
        os.link(source, target)  # unlike a rename, never replaces a file
        source.unlink()
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise
        source.rename(target)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
