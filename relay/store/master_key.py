"""The master key: 32 bytes that wrap every data key, kept apart from what they protect.

It is looked for in the environment, among systemd's credentials (systemd.exec(5),
``LoadCredential=master.key:…``) and in the file that ``archive.master_key_file`` names, in this
order; the first one present counts, and a bad one is an error, never a reason to look further.
"""

import base64
import binascii
import hmac
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from relay.model.errors import ConfigurationError, ConflictError, IntegrityError
from relay.store.crypto import KEY_BYTES, NONCE_BYTES, DataKey, KeyKind

MASTER_KEY_VARIABLE = "MENTOR_RELAY_MASTER_KEY"
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
CREDENTIAL_NAME = "master.key"

_WRAP_VERSION = 1
_MAX_FILE_BYTES = 4096
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The master key in use; ``source`` says where it came from, for messages."""

    material: bytes = field(repr=False)
    source: str = "memory"

    def wrap(self, key: DataKey, random_bytes: Callable[[int], bytes] = os.urandom) -> bytes:
        """Return ``key`` encrypted for the key store, bound to its id and kind (AES-256-GCM)."""
        nonce = random_bytes(NONCE_BYTES)
        wrapped = AESGCM(self._subkey("wrap")).encrypt(nonce, key.material, _label(key.id, key.kind))
        return bytes((_WRAP_VERSION,)) + nonce + wrapped

    def unwrap(self, key_id: str, kind: KeyKind, wrapped: bytes) -> DataKey:
        """Return a key of the key store; raises IntegrityError if it was changed, moved or is not ours."""
        nonce, ciphertext = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
        if wrapped[:1] != bytes((_WRAP_VERSION,)) or len(nonce) < NONCE_BYTES:
            raise IntegrityError(f"data key {key_id}: unknown form in the key store")
        try:
            material = AESGCM(self._subkey("wrap")).decrypt(nonce, ciphertext, _label(key_id, kind))
        except InvalidTag:
            raise IntegrityError(f"data key {key_id}: changed, or wrapped by another master key") from None
        return DataKey(key_id, kind, material)

    def check_value(self) -> bytes:
        """Return what the key store keeps to recognise this master key: tells nothing about it."""
        return hmac.digest(self._subkey("check"), b"mentor-relay master key", "sha256")

    def _subkey(self, purpose: str) -> bytes:
        info = f"mentor-relay/master/1/{purpose}".encode()
        return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=info).derive(self.material)


def _label(key_id: str, kind: KeyKind) -> bytes:
    return f"{key_id}|{kind.value}".encode()


def load_master_key(master_key_file: Path, environ: Mapping[str, str]) -> MasterKey:
    """Return the master key; raises ConfigurationError that says where it was looked for and how to mend it."""
    if MASTER_KEY_VARIABLE in environ:
        source = f"environment variable {MASTER_KEY_VARIABLE}"
        return MasterKey(_decode(environ[MASTER_KEY_VARIABLE].encode("utf-8", "replace"), source), source)
    credential = _credential(environ)
    if credential is not None:
        return _read(credential, private=False)
    if master_key_file.exists() or master_key_file.is_symlink():
        return _read(master_key_file, private=True)
    raise ConfigurationError(
        f"{master_key_file}: there is no master key here (archive.master_key_file), in {MASTER_KEY_VARIABLE} "
        "or among systemd's credentials; `mentor-relay init` makes one for a new relay, "
        "an existing one needs the key it was set up with"
    )


def has_master_key(master_key_file: Path, environ: Mapping[str, str]) -> bool:
    """Return whether a master key was provided, in any of the places, good or bad."""
    in_file = master_key_file.exists() or master_key_file.is_symlink()
    return MASTER_KEY_VARIABLE in environ or _credential(environ) is not None or in_file


def create_master_key_file(path: Path, random_bytes: Callable[[int], bytes] = os.urandom) -> MasterKey:
    """Write a new master key to ``path`` (mode 0600, its directory 0700), durably, and return it.

    Raises ConflictError if there is a file already: a master key is never overwritten.
    """
    material = random_bytes(KEY_BYTES)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise ConflictError(f"{path}: there is a master key already; it is not overwritten") from None
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(material) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    _sync_directory(path.parent)
    return MasterKey(material, str(path))


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _credential(environ: Mapping[str, str]) -> Path | None:
    directory = environ.get(CREDENTIALS_VARIABLE)
    path = Path(directory, CREDENTIAL_NAME) if directory else None
    return path if path is not None and path.exists() else None


def _read(path: Path, *, private: bool) -> MasterKey:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(_MAX_FILE_BYTES)
    except OSError as error:
        raise ConfigurationError(f"{path}: the master key cannot be read ({error.strerror})") from None
    if private and mode & _OPEN_TO_OTHERS:
        raise ConfigurationError(
            f"{path}: the master key may be read by others (mode {stat.S_IMODE(mode):04o}); run `chmod 600 {path}`, "
            "and if others have had access to this machine, take it as known to them"
        )
    return MasterKey(_decode(text, str(path)), str(path))


def _decode(text: bytes, source: str) -> bytes:
    material = b""
    with suppress(binascii.Error):
        material = base64.b64decode(b"".join(text.split()), validate=True)
    if len(material) != KEY_BYTES:
        raise ConfigurationError(f"{source}: a master key is 32 bytes in base64 (44 characters, the last one `=`)")
    return material
