"""The types of settings: each turns what stands in relay.toml into the value that the relay works with.

Relative paths are resolved against the directory of relay.toml, which validation gets as context.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import PlainValidator, ValidationInfo

from relay.config.endpoints import (
    Endpoint,
    Network,
    parse_endpoint,
    parse_host_name,
    parse_nameserver,
    parse_network,
)
from relay.config.quantities import (
    Rate,
    is_off,
    parse_count,
    parse_duration,
    parse_rate,
    parse_size,
)
from relay.model.address import domain_a_label, normal_form
from relay.model.errors import InvalidInputError

DIRECTORY = "directory"  # the key of the validation context

_SQLITE = "sqlite:///"
_POSTGRESQL = "postgresql+psycopg://"
_MAX_LINE = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|[\ud800-\udfff]")
# RFC 8601 section 2.2: authserv-id is a "value"; we take the tokens of RFC 2045 alone.
_TOKEN = re.compile(r"[!#$%&'*+.^_`{|}~0-9A-Za-z-]{1,253}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,99}", re.ASCII)


def directory_of(info: ValidationInfo) -> Path:
    """Return the directory that relative paths are relative to."""
    context: dict[str, Path] = info.context or {}
    return context[DIRECTORY]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError('not a text: write it in quotes, "…"')
    return value


def _line(value: object) -> str:
    text = _text(value).strip()
    if len(text) > _MAX_LINE or _CONTROL.search(text):
        raise ValueError(f"not a single line of at most {_MAX_LINE} characters")
    return text


def _filled_line(value: object) -> str:
    if not (text := _line(value)):
        raise ValueError("must not be empty")
    return text


def _matching(pattern: re.Pattern[str], wanted: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        text = _text(value).strip()
        if not pattern.fullmatch(text):
            raise ValueError(f"not {wanted}")
        return text

    return parse


def _flag(value: object) -> bool:
    words = {"true": True, "false": False}
    if isinstance(value, str) and value.strip().lower() in words:  # from the environment
        return words[value.strip().lower()]
    if not isinstance(value, bool):
        raise ValueError("write true or false")
    return value


def _domain(value: object) -> str:
    try:
        return domain_a_label(_text(value).strip())
    except InvalidInputError:
        raise ValueError('not a domain name: write one such as "mail.example.org"') from None


def _address(value: object) -> str:
    text = _text(value).strip()
    try:
        normal_form(text)
    except InvalidInputError:
        raise ValueError("not a mail address: write name@domain") from None
    return text


def _path(value: object, info: ValidationInfo) -> Path:
    text = str(value) if isinstance(value, Path) else _text(value)  # defaults are paths already
    if not text.strip() or "\0" in text:
        raise ValueError("not a path: write that of a file or directory")
    return (directory_of(info) / text).resolve()


def _optional_path(value: object, info: ValidationInfo) -> Path | None:
    return None if value == "" else _path(value, info)


def _clamd_address(value: object, info: ValidationInfo) -> str:
    text = _text(value).strip()
    if not text:
        return ""
    if "/" in text:
        return str(_path(text, info))
    try:
        return str(parse_endpoint(text))
    except ValueError:
        wanted = 'write host:port, such as "127.0.0.1:3310", or the path of its socket'
        raise ValueError(f"not where ClamAV answers: {wanted}") from None


def _positive_duration(value: object) -> timedelta:
    if not (length := parse_duration(value)):
        raise ValueError("must be longer than 0")
    return length


def _optional_duration(value: object) -> timedelta | None:
    return None if is_off(value) else parse_duration(value) or None


def _optional_size(value: object) -> int:
    return 0 if is_off(value) else parse_size(value)


def _positive_size(value: object) -> int:
    if not (size := parse_size(value)):
        raise ValueError("must be more than 0")
    return size


def _database_url(value: object, info: ValidationInfo) -> str:
    url = _text(value).strip()
    if url.startswith(_SQLITE):
        return _SQLITE + str(_sqlite_file(url.removeprefix(_SQLITE), directory_of(info)))
    if url.startswith(_POSTGRESQL):
        return _checked_postgresql(url)
    if url.partition("://")[0].partition("+")[0] in {"postgres", "postgresql"}:
        raise ValueError("write postgresql+psycopg://user@host/database: the driver is named, it is psycopg")
    raise ValueError("write sqlite:///path/of/file or postgresql+psycopg://user@host/database")


def _sqlite_file(name: str, directory: Path) -> Path:
    if name in {"", ":memory:"}:
        raise ValueError("a database in memory keeps nothing: write sqlite:///path/of/file")
    if "?" in name or "\0" in name:
        raise ValueError("an SQLite database is named by its path alone, without parameters")
    return (directory / name).resolve()


def _checked_postgresql(url: str) -> str:
    try:
        urlsplit(url).port  # noqa: B018 - reading it checks it
    except ValueError:
        raise ValueError("its host or port cannot be read: write postgresql+psycopg://user@host/database") from None
    return url


def _public_url(value: object) -> str:
    text = _text(value).strip().rstrip("/")
    parts = urlsplit(text)
    unwanted = parts.query or parts.fragment or parts.username or _CONTROL.search(text) or " " in text
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname or unwanted):
        raise ValueError('not an address of the web: write one such as "https://relay.example.org"')
    return text


def _sequence(parse: Callable[..., Any], *, filled: bool = False) -> Callable[[object], tuple[Any, ...]]:
    def parse_all(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError('not a list: write it in brackets, ["…", "…"]')
        if filled and not value:
            raise ValueError("must not be empty")
        return tuple(_element(parse, element, number) for number, element in enumerate(value, start=1))

    return parse_all


def _element(parse: Callable[..., Any], element: object, number: int) -> object:
    try:
        return parse(element)
    except ValueError as error:
        raise ValueError(f"element {number}: {error}") from None


def one_of(*words: str, later: tuple[str, ...] = ()) -> PlainValidator:
    """Take one of ``words``; what is only to come ``later`` is refused with that reason."""
    listed = ", ".join(f'"{word}"' for word in words)

    def parse(value: object) -> str:
        if value in later:
            raise ValueError(f'"{value}" is not built yet in this version: write one of {listed}')
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"write one of {listed}")
        return value

    return PlainValidator(parse)


def not_built(default: str, what: str) -> PlainValidator:
    """Take the default alone: the feature comes in a later version."""
    shown = f'"{default}"'

    def parse(value: object) -> str:
        if value != default:
            raise ValueError(f"{what}: not built yet in this version, leave it at {shown}")
        return default

    return PlainValidator(parse)


def no_list_yet(what: str) -> PlainValidator:
    """Take an empty list alone: the feature comes in a later version."""

    def parse(value: object) -> tuple[()]:
        if value not in ([], ()):
            raise ValueError(f"{what}: not built yet in this version, leave it out or at []")
        return ()

    return PlainValidator(parse)


Text = Annotated[str, PlainValidator(_line)]
FilledText = Annotated[str, PlainValidator(_filled_line)]
Flag = Annotated[bool, PlainValidator(_flag)]
Count = Annotated[int, PlainValidator(parse_count)]
Domain = Annotated[str, PlainValidator(_domain)]
HostName = Annotated[str, PlainValidator(parse_host_name)]
AuthservId = Annotated[str, PlainValidator(_matching(_TOKEN, "a name without spaces, such as a host name"))]
Language = Annotated[str, PlainValidator(_matching(_LANGUAGE, 'a language code such as "en"'))]
PackageName = Annotated[str, PlainValidator(_matching(_PACKAGE, "the name of an installed package"))]
FilePath = Annotated[Path, PlainValidator(_path)]
OptionalPath = Annotated[Path | None, PlainValidator(_optional_path)]
Duration = Annotated[timedelta, PlainValidator(parse_duration)]
PositiveDuration = Annotated[timedelta, PlainValidator(_positive_duration)]
OptionalDuration = Annotated[timedelta | None, PlainValidator(_optional_duration)]
Durations = Annotated[tuple[timedelta, ...], PlainValidator(_sequence(_positive_duration, filled=True))]
OptionalSize = Annotated[int, PlainValidator(_optional_size)]
PositiveSize = Annotated[int, PlainValidator(_positive_size)]
OptionalRate = Annotated[Rate | None, PlainValidator(parse_rate)]
Address = Annotated[Endpoint, PlainValidator(parse_endpoint)]
ClamdAddress = Annotated[str, PlainValidator(_clamd_address)]
Addresses = Annotated[tuple[Endpoint, ...], PlainValidator(_sequence(parse_endpoint, filled=True))]
Nameservers = Annotated[tuple[Endpoint, ...], PlainValidator(_sequence(parse_nameserver))]
Networks = Annotated[tuple[Network, ...], PlainValidator(_sequence(parse_network))]
MailAddresses = Annotated[tuple[str, ...], PlainValidator(_sequence(_address))]
DatabaseUrl = Annotated[str, PlainValidator(_database_url)]
PublicUrl = Annotated[str, PlainValidator(_public_url)]
