"""DKIM: every aligned signature of a message, verified by dkimpy behind checks that it lacks.

dkimpy looks at the first signature alone, takes ``l=`` and short-lived keys at their word, raises
on odd headers, and does arithmetic of any size an attacker asks for (CASES C44 to C46, D20 to
D22). Here all that is decided before it is called: what is odd is simply no signature.
"""

import asyncio
import base64
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import dkim
from dkim.crypto import parse_public_key
from dkim.util import parse_tag_value

from relay.smtp import events
from relay.smtp.body_hash import BodyHash, body_hash
from relay.smtp.organisation import Alignment, alignment
from relay.smtp.resolver import DnsTroubleError, Resolver
from relay.smtp.verdict import Result

_ALGORITHMS = {b"rsa-sha256": b"rsa", b"ed25519-sha256": b"ed25519"}  # RFC 8301 forbids SHA-1
_CANONICAL = (b"simple", b"relaxed")
_MOST_SIGNATURES = 5
_LONGEST_SIGNATURE = 8192
_MOST_FIELDS = 2000
_MOST_SIGNED_FIELDS = 200
_LONGEST_KEY = 800  # base64 of RSA with 4096 bits; longer ones are an attack on our time
_SMALLEST_RSA_BITS = 1024  # RFC 8301
_LARGEST_EXPONENT_BITS = 32
_SECONDS = 30.0
_LONG_WHITE_SPACE = re.compile(rb"[ \t\r\n]{200}")
_NAME = re.compile(rb"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,250}[A-Za-z0-9_])?\Z")
_WHITE_SPACE = re.compile(rb"\s+")

_quiet = logging.getLogger("relay.smtp.dkimpy")
_quiet.disabled = True  # it would log keys, domains and header text


@dataclass(frozen=True, slots=True)
class SignatureFact:
    """What one aligned signature came to."""

    result: Result
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class _Signature:
    index: int
    tags: Mapping[bytes, bytes]
    alignment: Alignment

    @property
    def key_name(self) -> str:
        return f"{self.tags[b's'].decode('ascii')}._domainkey.{self.tags[b'd'].decode('ascii')}"


async def aligned_signatures(
    raw: bytes, author_domain: str, resolver: Resolver, now: datetime
) -> tuple[SignatureFact, ...]:
    """Verify those signatures of ``raw`` whose domain is aligned with ``author_domain`` (A-labels).

    At most five are looked at. An odd or unusable one counts as none; TEMPORARY means that its key
    could not be had.
    """
    header, _, body = raw.partition(b"\r\n\r\n")
    try:
        message = dkim.DKIM(header + b"\r\n\r\n", logger=_quiet, minkey=_SMALLEST_RSA_BITS)
    except Exception as error:  # noqa: BLE001 - MessageFormatError, IndexError: no readable header
        events.authentication_trouble("dkim", error)
        return ()
    signatures = _usable(message.headers, author_domain, now)
    keys = await asyncio.gather(*(_key_record(signature, resolver) for signature in signatures))
    work = asyncio.to_thread(_verify_all, message, body, signatures, keys)
    try:
        results = await asyncio.wait_for(work, _SECONDS)
    except TimeoutError as error:
        events.authentication_trouble("dkim", error)
        results = [Result.TEMPORARY] * len(signatures)
    return tuple(
        SignatureFact(result, signature.alignment) for signature, result in zip(signatures, results, strict=True)
    )


def _usable(headers: Sequence[Sequence[bytes]], author_domain: str, now: datetime) -> list[_Signature]:
    if len(headers) > _MOST_FIELDS or sum(name.lower() == b"from" for name, _ in headers) != 1:
        return []  # a second From may be the one that the signature is about
    values = [value for name, value in headers if name.lower() == b"dkim-signature"]
    found = []
    for index, value in enumerate(values):
        tags = _tags(value)
        if tags is None or not _is_sound(tags, now):
            continue
        how = alignment(author_domain, tags[b"d"].decode("ascii"))
        if how is not Alignment.NONE:
            found.append(_Signature(index, tags, how))
    found.sort(key=lambda signature: signature.alignment is not Alignment.EXACT)
    return found[:_MOST_SIGNATURES]


def _tags(value: bytes) -> Mapping[bytes, bytes] | None:
    """Return the tags of a signature or key record; None if it is not a sound list of them."""
    if len(value) > _LONGEST_SIGNATURE or _LONG_WHITE_SPACE.search(value):
        return None
    try:
        tags: Mapping[bytes, bytes] = parse_tag_value(value)
    except Exception:  # noqa: BLE001 - InvalidTagValueList, and what else it may raise on odd octets
        return None
    return tags


def _is_sound(tags: Mapping[bytes, bytes], now: datetime) -> bool:
    signed = {name.strip().lower() for name in tags.get(b"h", b"").split(b":")}
    return (
        len(signed) <= _MOST_SIGNED_FIELDS
        and tags.keys() >= {b"v", b"a", b"b", b"bh", b"d", b"h", b"s"}
        and tags[b"a"] in _ALGORITHMS
        and b"from" in signed  # RFC 6376 section 5.4
        and all(_NAME.match(tags[name]) for name in (b"d", b"s"))
        and not _is_past(tags.get(b"x", b""), now)
        and all(part in _CANONICAL for part in tags.get(b"c", b"simple").split(b"/"))
    )


def _is_past(expiry: bytes, now: datetime) -> bool:
    return bool(expiry) and not (expiry.isdigit() and len(expiry) <= 12 and int(expiry) >= now.timestamp())


async def _key_record(signature: _Signature, resolver: Resolver) -> bytes | None:
    """Return the one key record that can be used, b"" if there is none, None for DNS trouble."""
    try:
        records = await resolver.texts(signature.key_name)
    except DnsTroubleError:
        return None
    usable = [record for record in records if _allows(record, signature)]
    return usable[0] if len(usable) == 1 else b""


def _allows(record: bytes, signature: _Signature) -> bool:
    """Return whether a key record is one for this signature (RFC 6376 section 3.6.1)."""
    key = _tags(record)
    if key is None or not key.get(b"p"):
        return False  # not a key, or revoked
    flags = _list(key.get(b"t", b""))
    if b"y" in flags:
        return False  # the domain is testing: to be taken as unsigned
    domain = signature.tags[b"d"].lower()
    identity = signature.tags.get(b"i", b"@" + domain).lower()
    if b"s" in flags and identity.rpartition(b"@")[2] != domain:
        return False
    return (
        key.get(b"v", b"DKIM1") == b"DKIM1"
        and key.get(b"k", b"rsa") == _ALGORITHMS[signature.tags[b"a"]]
        and b"sha256" in _list(key.get(b"h", b"sha256"))
        and bool({b"*", b"email"} & _list(key.get(b"s", b"*")))
        and _is_affordable(_WHITE_SPACE.sub(b"", key[b"p"]), signature.tags[b"a"])
    )


def _is_affordable(public: bytes, algorithm: bytes) -> bool:
    """Return whether a key is neither too weak to prove anything nor made to keep us busy."""
    if len(public) > _LONGEST_KEY:
        return False
    if _ALGORITHMS[algorithm] != b"rsa":
        return True
    try:
        numbers = parse_public_key(base64.b64decode(public))
    except Exception:  # noqa: BLE001 - UnparsableKeyError, binascii.Error, and what its ASN.1 reader raises
        return False
    exponent, modulus = numbers["publicExponent"], numbers["modulus"]
    return bool(exponent.bit_length() <= _LARGEST_EXPONENT_BITS and modulus.bit_length() >= _SMALLEST_RSA_BITS)


def _list(value: bytes) -> set[bytes]:
    return {item.strip().lower() for item in value.split(b":")}


def _verify_all(
    message: dkim.DKIM, body: bytes, signatures: Sequence[_Signature], keys: Sequence[bytes | None]
) -> list[Result]:
    hashes: dict[str, BodyHash] = {}
    results = []
    for signature, key in zip(signatures, keys, strict=True):
        if not key:
            results.append(Result.TEMPORARY if key is None else Result.NONE)
            continue
        algorithm = _body_algorithm(signature)
        hashed = hashes.get(algorithm) or hashes.setdefault(algorithm, body_hash(body, algorithm))
        results.append(_verify(message, signature, key, hashed))
    return results


def _body_algorithm(signature: _Signature) -> str:
    _, _, body = signature.tags.get(b"c", b"simple").partition(b"/")
    return body.decode("ascii") or "simple"


def _verify(message: dkim.DKIM, signature: _Signature, key: bytes, body: BodyHash) -> Result:
    length = signature.tags.get(b"l")
    if length is not None and not (length.isdigit() and int(length[:20]) >= body.size):
        return Result.NONE  # what stands after the signed part could be anybody's
    try:
        stated = base64.b64decode(_WHITE_SPACE.sub(b"", signature.tags[b"bh"]), validate=True)
        if stated != body.digest:
            return Result.FAIL
        prepared = message.verify_headerprep(signature.index)
        if not prepared:
            return Result.NONE
        tags, signed, fields = prepared
        del tags[b"bh"]  # checked above; dkimpy is not to do it again
        valid = message.verify_sig(tags, signed, fields[signature.index], lambda *_, **__: key)
    except Exception as error:  # noqa: BLE001 - dkimpy raises whatever on odd input (CASES C45)
        events.authentication_trouble("dkim", error)
        return Result.NONE
    return Result.PASS if valid else Result.FAIL
