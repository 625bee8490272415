"""Sealed values, keyed digests and the keyring: how personal text lies in the database.

Every use of a key goes through a subkey of its own (HKDF, RFC 5869), so that no two purposes
ever share one. Ciphertexts are bound to the place they stand in (``context``): moved to another
row or column they no longer open.
"""

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from relay.model.errors import IntegrityError

KEY_BYTES = 32
NONCE_BYTES = 12  # random: one key may seal 2**32 values (NIST SP 800-38D section 8.3)
TAG_BYTES = 16
COMMITMENT_NONCE_BYTES = 32

_SEAL_VERSION = 1
_INDEX_VERSION = 1
_MAX_KEY_ID = 64


class KeyKind(StrEnum):
    """What a data key is for."""

    PARTICIPANT = "participant"  # one participant's record
    PAIR = "pair"  # all of a pair's conversation
    CASE = "case"  # a concern without a pair
    PROGRAM = "program"  # text of the program itself: staff, groups
    INDEX = "index"  # blind indexes and keyed hashes
    AUDIT = "audit"  # digests of audited rows
    TOKEN = "token"  # tokens in addresses and of staff


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key in use: its id and 32 bytes that never leave this process."""

    id: str
    kind: KeyKind
    material: bytes = field(repr=False)

    def subkey(self, purpose: str, salt: bytes = b"") -> bytes:
        """Return the 32-byte key of one purpose, derived by HKDF-SHA256."""
        derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=f"mentor-relay/1/{purpose}".encode())
        return derivation.derive(self.material)


def key_header(version: int, key_id: str) -> bytes:
    """Return the start of everything encrypted: version byte, length of the key's id, the id in ASCII."""
    name = key_id.encode("ascii")
    if not 0 < len(name) <= _MAX_KEY_ID:
        msg = "a key id has 1 to 64 ASCII characters"
        raise ValueError(msg)
    return bytes((version, len(name))) + name


def read_key_header(raw: bytes, version: int) -> tuple[str, int]:
    """Return the key id of a header and the offset behind it; raises IntegrityError for another form."""
    end = 2 + raw[1] if len(raw) > 1 else 0
    name = raw[2:end]
    if raw[:1] != bytes((version,)) or not 0 < len(name) <= _MAX_KEY_ID or end > len(raw) or not name.isascii():
        raise IntegrityError("an encrypted value has an unknown form")
    return name.decode("ascii"), end


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """An encrypted value as it is stored.

    Version byte, length of the key's id, the id in ASCII, 12-byte nonce, AES-256-GCM ciphertext
    with its tag. ``bytes(sealed)`` and ``Sealed(stored)`` convert; nothing is checked until it is opened.
    """

    raw: bytes

    def __bytes__(self) -> bytes:
        """Return what is stored."""
        return self.raw

    def __repr__(self) -> str:
        """Show the length alone."""
        return f"Sealed({len(self.raw)} bytes)"

    @property
    def key_id(self) -> str:
        """Return the id of the key that opens this; raises IntegrityError if there is none in it."""
        return read_key_header(self.raw, _SEAL_VERSION)[0]


def seal(
    key: DataKey, plaintext: str | bytes, context: str, random_bytes: Callable[[int], bytes] = os.urandom
) -> Sealed:
    """Encrypt ``plaintext`` for the place that ``context`` names, such as ``participants.given_name:p_01…``.

    Text is encoded as UTF-8; lone surrogates, which odd mail leads to, survive.
    """
    data = plaintext.encode("utf-8", "surrogatepass") if isinstance(plaintext, str) else plaintext
    header = key_header(_SEAL_VERSION, key.id)
    nonce = random_bytes(NONCE_BYTES)
    ciphertext = AESGCM(key.subkey("seal")).encrypt(nonce, data, header + context.encode())
    return Sealed(header + nonce + ciphertext)


def open_sealed(key: DataKey, sealed: Sealed, context: str) -> bytes:
    """Decrypt ``sealed``, which must stand where ``context`` says.

    Raises IntegrityError when the key, the context or a single bit is another one.
    """
    key_id, start = read_key_header(sealed.raw, _SEAL_VERSION)
    nonce, ciphertext = sealed.raw[start : start + NONCE_BYTES], sealed.raw[start + NONCE_BYTES :]
    if key_id != key.id or len(ciphertext) < TAG_BYTES:
        raise IntegrityError("an encrypted value is cut short or belongs to another key")
    try:
        return AESGCM(key.subkey("seal")).decrypt(nonce, ciphertext, sealed.raw[:start] + context.encode())
    except InvalidTag:
        raise IntegrityError("an encrypted value was changed, moved, or belongs to another key") from None


def content_commitment(nonce: bytes, content: bytes) -> bytes:
    """Return SHA-256(nonce ‖ content): names content without telling it to whoever lacks the nonce.

    ``nonce`` is COMMITMENT_NONCE_BYTES random bytes, stored under the pair's key alone (DESIGN section 5).
    """
    if len(nonce) != COMMITMENT_NONCE_BYTES:
        msg = "a commitment's nonce has 32 bytes"
        raise ValueError(msg)
    digest = hashlib.sha256(nonce)
    digest.update(content)
    return digest.digest()


class KeySource(Protocol):
    """Where keys come from; ``relay.store.keystore.KeyStore`` is one."""

    def get(self, key_id: str) -> DataKey:
        """Return a key; raises KeyDestroyedError, or IntegrityError where there is none."""

    def program_key(self, kind: KeyKind) -> DataKey:
        """Return the program's one key of ``kind``."""


class Keyring:
    """Seals, opens and digests with keys named by their id. Safe to use from many threads."""

    def __init__(self, keys: KeySource, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        """Take keys from ``keys`` and nonces from ``random_bytes``."""
        self._keys = keys
        self._random_bytes = random_bytes

    def key(self, key_id: str) -> DataKey:
        """Return the key itself, for bodies; raises KeyDestroyedError or IntegrityError."""
        return self._keys.get(key_id)

    @property
    def program_key_id(self) -> str:
        """Return the id of the key for text of the program itself."""
        return self._keys.program_key(KeyKind.PROGRAM).id

    def seal_text(self, key_id: str, text: str, context: str) -> Sealed:
        """Encrypt ``text`` under a key for the place ``context``; raises KeyDestroyedError."""
        return seal(self._keys.get(key_id), text, context, self._random_bytes)

    def seal_bytes(self, key_id: str, data: bytes, context: str) -> Sealed:
        """Encrypt ``data`` under a key for the place ``context``; raises KeyDestroyedError."""
        return seal(self._keys.get(key_id), data, context, self._random_bytes)

    def open_bytes(self, sealed: Sealed, context: str) -> bytes:
        """Decrypt; raises KeyDestroyedError for erased text, IntegrityError for anything changed or moved."""
        return open_sealed(self._keys.get(sealed.key_id), sealed, context)

    def open_text(self, sealed: Sealed, context: str) -> str:
        """Decrypt text; raises as ``open_bytes`` does."""
        try:
            return self.open_bytes(sealed, context).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise IntegrityError("an encrypted value is not text") from None

    def blind_index(self, normal_form: str) -> bytes:
        """Return what an address is looked up by: a version byte and HMAC-SHA256(index key, normal form)."""
        return bytes((_INDEX_VERSION,)) + self._digest(KeyKind.INDEX, "blind index", normal_form.encode())

    def keyed_hash(self, purpose: str, data: bytes) -> bytes:
        """Return HMAC-SHA256 of ``data`` under a key of its own for ``purpose``, such as ``repeat``."""
        return self._digest(KeyKind.INDEX, f"keyed hash/{purpose}", data)

    def hash_under(self, key_id: str, purpose: str, data: bytes) -> bytes:
        """Return HMAC-SHA256 of ``data`` for ``purpose`` under one data key: it says nothing once that is destroyed.

        Raises KeyDestroyedError.
        """
        return hmac.digest(self._keys.get(key_id).subkey(f"keyed hash/{purpose}"), data, "sha256")

    def row_digest_key(self) -> bytes:
        """Return the key of the digests that the audit log keeps of rows."""
        return self._keys.program_key(KeyKind.AUDIT).subkey("row digest")

    @property
    def token_key(self) -> bytes:
        """Return the key of tokens: staff's, and those in help and bounce addresses."""
        return self._keys.program_key(KeyKind.TOKEN).subkey("token")

    def _digest(self, kind: KeyKind, purpose: str, data: bytes) -> bytes:
        return hmac.digest(self._keys.program_key(kind).subkey(purpose), data, "sha256")
