"""The types of single fields, strict on the way in and printable on the way out."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, WithJsonSchema
from pydantic.config import JsonDict

from relay.model.address import split_address
from relay.model.errors import InvalidInputError

MAX_NOTE: Final = 10_000
MAX_IDS: Final = 200

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")


class Given(BaseModel):
    """A body: unknown fields and values of another type are refused."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Asked(BaseModel):
    """Query parameters: all are text, so they are converted; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """A record that is given."""

    model_config = ConfigDict(from_attributes=True)


def example(**values: JsonValue) -> ConfigDict:
    """Return the configuration of a model with an example for the OpenAPI document."""
    return ConfigDict(json_schema_extra={"examples": [values]})


def _no_nul(text: str) -> str:
    if "\0" in text:
        msg = "A null character is not text"
        raise ValueError(msg)
    return text


def _not_blank(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        msg = "This must not be empty"
        raise ValueError(msg)
    return stripped


def cleaned_by(clean: Callable[[str], str]) -> AfterValidator:
    """Return the check of a field by a rule of ``relay.model.entries``, so that a refusal names the field."""

    def check(text: str) -> str:
        try:
            return clean(text)
        except InvalidInputError as error:
            raise ValueError(str(error)) from None

    return AfterValidator(check)


def _address(text: str) -> str:
    address = text.strip()
    split_address(address)
    return address


def _moment(value: object) -> datetime:
    """Read an RFC 3339 time; one without a zone means nothing to a machine elsewhere."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        msg = "A time is RFC 3339 with its zone, such as 2026-11-23T09:30:00Z"
        raise ValueError(msg)
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        msg = "There is no such time"
        raise ValueError(msg) from None


def _printable(value: object) -> object:
    """Odd mail decodes to lone surrogates, which are no Unicode text and no JSON."""
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


_NOT_BLANK: JsonDict = {"pattern": r"\S"}
_TIME_SCHEMA = {"type": "string", "format": "date-time"}

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
IdList = Annotated[list[Id], Field(max_length=500)]
Word = Annotated[
    str,
    Field(min_length=1, max_length=200, json_schema_extra=_NOT_BLANK),
    AfterValidator(_no_nul),
    AfterValidator(_not_blank),
]
Note = Annotated[str, Field(max_length=MAX_NOTE), AfterValidator(_no_nul)]
Reason = Annotated[
    str,
    Field(min_length=1, max_length=MAX_NOTE, json_schema_extra=_NOT_BLANK),
    AfterValidator(_no_nul),
    AfterValidator(_not_blank),
]
Address = Annotated[str, Field(max_length=320, json_schema_extra={"format": "email"}), cleaned_by(_address)]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema(_TIME_SCHEMA)]
Text = Annotated[str, BeforeValidator(_printable)]
