"""Real DKIM keys and signatures for tests."""

import base64
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

_RAW = serialization.Encoding.Raw
_NO_ENCRYPTION = serialization.NoEncryption()


# Made with `openssl genrsa -traditional 768`: today's libraries make none so weak. It guards nothing.
_WEAK_KEY = Path(__file__).parent / "data" / "rsa768.pem"
_WEAK_PUBLIC = (
    "MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAOkl0Mxh3kchoMTXWiYNfq+i88Wr/eS16EBlT90mv6eOztGAMsgmCJ+xcWj4NiGi"
    "TKheUohrSJfMWnFM2nNjVWtno7UZTGroBfViPDxrGBvYGcy9AZh7K+bdN4zj0hg6wQIDAQAB"
)


@functools.cache
def _rsa(name: str, bits: int) -> tuple[bytes, str]:
    """Return a private key in PEM, and p= of its record; ``name`` tells keys apart."""
    if bits < 1024:
        return _WEAK_KEY.read_bytes(), _WEAK_PUBLIC
    key = rsa.generate_private_key(65537, bits)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, _NO_ENCRYPTION
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, base64.b64encode(public).decode()


@functools.cache
def _ed25519(name: str) -> tuple[bytes, str]:
    key = ed25519.Ed25519PrivateKey.generate()
    seed = key.private_bytes(_RAW, serialization.PrivateFormat.Raw, _NO_ENCRYPTION)
    public = key.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw)
    return base64.b64encode(seed), base64.b64encode(public).decode()


class _OddSigner(dkim.DKIM):  # type: ignore[misc]
    """Signs with tags that dkimpy would not write by itself."""

    tags: Mapping[bytes, bytes] = {}

    def gen_header(self, fields: list[tuple[bytes, bytes]], _names: object, *rest: object) -> bytes:
        odd = [(name, self.tags.get(name, value)) for name, value in fields]
        odd[1:1] = [(name, value) for name, value in self.tags.items() if name not in dict(fields)]
        signed = dict(odd)[b"h"].split(b":")
        header: bytes = super().gen_header(odd, [name.strip() for name in signed], *rest)
        return header


@dataclass(frozen=True)
class Signer:
    """Signs for ``domain``; publish ``record`` at ``name``."""

    domain: str
    selector: str = "s1"
    algorithm: str = "rsa-sha256"
    bits: int = 2048

    @property
    def name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def _keys(self) -> tuple[bytes, str]:
        if self.algorithm.startswith("ed25519"):
            return _ed25519(self.name)
        return _rsa(self.name, self.bits)

    @property
    def private(self) -> bytes:
        """The private key, as programs that sign want it in a file."""
        return self._keys[0]

    @property
    def public(self) -> str:
        return self._keys[1]

    @property
    def record(self) -> str:
        return f"v=DKIM1; k={self.algorithm.partition('-')[0]}; p={self.public}"

    def signature(
        self,
        raw: bytes,
        *,
        headers: tuple[bytes, ...] = (b"from", b"to", b"subject", b"date"),
        canonicalize: tuple[bytes, bytes] = (b"relaxed", b"relaxed"),
        length: bool = False,
        identity: bytes | None = None,
        tags: Mapping[bytes, bytes] | None = None,
    ) -> bytes:
        signer = _OddSigner(raw, signature_algorithm=self.algorithm.encode(), minkey=512)
        signer.tags = tags or {}
        signature: bytes = signer.sign(
            self.selector.encode(), self.domain.encode(), self._keys[0],
            canonicalize=canonicalize, include_headers=headers, length=length, identity=identity,
        )  # fmt: skip
        return signature

    def sign(self, raw: bytes, **options: Any) -> bytes:
        return self.signature(raw, **options) + raw
