"""Reads the lines of a file of messages to be scanned (DESIGN section 11).

A line is a message, ``{"id", "from_role", "subject", "body"}``, or a conversation,
``{"id", "messages": [{"from_role", "subject", "body"}, …]}``. Either may carry ``"participants"``; a
labelled one has ``"expect"`` and ``"categories"``, on the line or on each of its messages; a label may say
``"style"`` (plain, oblique, disguised, near_miss, clean) and ``"language"``, by which an evaluation counts too.
Other keys are passed by; a message with neither a subject nor a body, if only an empty one, is refused.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relay.model.category import Category
from relay.model.decision import Outcome
from relay.model.errors import InvalidInputError
from relay.model.identity import Correspondents, Identity, Role

_LABEL_WORDS = ("style", "language")
_PERSON_KEYS = ("given_name", "family_name", "email")
_SHOWN = 80  # characters of a value that a complaint repeats


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of a message: whether it is to be held, and for which categories.

    ``style`` and ``language`` are words of the labelled set, empty where it does not say.
    """

    outcome: Outcome
    categories: frozenset[Category]
    style: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class InputMessage:
    """One message of a line; ``author`` is None where the line does not say who writes."""

    author: Role | None
    subject: str
    body: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class InputLine:
    """One line. ``single``: a message of its own, not a conversation. ``label`` is that of the whole line."""

    id: str | int
    messages: tuple[InputMessage, ...]
    single: bool
    correspondents: Correspondents | None
    label: Label | None


def read_line(line: bytes) -> InputLine:
    """Return what a line (UTF-8) says. Raises InvalidInputError that names its id and what is wrong with it."""
    try:
        values = json.loads(line.decode("utf-8-sig"))
        json.dumps(values, ensure_ascii=False).encode()  # half of a surrogate pair could not be printed again
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise InvalidInputError(f"has {half} without its other half: that is no character") from None
    except UnicodeDecodeError as error:
        raise InvalidInputError(f"is not UTF-8 (byte {error.start})") from None
    except ValueError as error:
        raise InvalidInputError(f"is not JSON ({error})") from None
    except RecursionError:
        raise InvalidInputError("is nested too deeply") from None
    table = _object(values, "the line")
    name = _id(table)
    try:
        return _line(name, table)
    except InvalidInputError as error:
        raise InvalidInputError(f"id {_quoted(name)}: {error}") from None


def _line(name: str | int, table: Mapping[str, Any]) -> InputLine:
    single = "messages" not in table
    messages = (_single(table),) if single else _conversation(table)
    return InputLine(name, messages, single, _correspondents(table.get("participants")), _label(table))


def _single(table: Mapping[str, Any]) -> InputMessage:
    if not _has_text(table):
        raise InvalidInputError('has no "body", no "subject" and no "messages"')
    return _message(table, labelled=False)


def _conversation(table: Mapping[str, Any]) -> tuple[InputMessage, ...]:
    if table.get("body") is not None:
        raise InvalidInputError('has both "body" and "messages"')
    messages = [_object(message, "messages") for message in _list(table["messages"], "messages")]
    for number, message in enumerate(messages, start=1):
        if not _has_text(message):
            raise InvalidInputError(f'message {number} has no "body" and no "subject"')
    about = {name: table[name] for name in _LABEL_WORDS if name in table}
    return tuple(_message({**about, **message}, labelled=True) for message in messages)


def _has_text(table: Mapping[str, Any]) -> bool:
    """Whether there is something to scan, if only an empty text: a mistyped key must not pass as a clean message."""
    return any(table.get(key) is not None for key in ("subject", "body"))


def _quoted(value: str | int) -> str:
    """Return a value of a line as JSON that is safe to print, cut where it is long."""
    text = json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _id(table: Mapping[str, Any]) -> str | int:
    value = table.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InvalidInputError('"id" is missing' if value is None else '"id" is neither a text nor a whole number')
    return value


def _message(table: Mapping[str, Any], *, labelled: bool) -> InputMessage:
    return InputMessage(
        author=_choice(table, "from_role", Role),
        subject=_text(table, "subject"),
        body=_text(table, "body"),
        label=_label(table) if labelled else None,
    )


def _label(table: Mapping[str, Any]) -> Label | None:
    expected = table.get("expect")
    if expected is None:
        return None
    if expected not in (Outcome.HOLD, Outcome.FORWARD):
        raise InvalidInputError('"expect" is neither "hold" nor "forward"')
    named = _list(table.get("categories", []), "categories")
    style, language = (word if isinstance(word := table.get(name), str) else "" for name in _LABEL_WORDS)
    return Label(Outcome(expected), frozenset(_category(name) for name in named), style, language)


def _category(name: object) -> Category:
    try:
        return Category(str(name))
    except ValueError:
        raise InvalidInputError(f'"categories" names "{name}", which is none') from None


def _correspondents(value: object) -> Correspondents | None:
    if value is None:
        return None
    table = _object(value, "participants")
    for name in table:
        if name not in tuple(Role):
            told = f'"participants" names {_quoted(name)}, which is neither "mentor" nor "student"'
            raise InvalidInputError(told)
    return Correspondents(*(_identity(table.get(role, {}), role) for role in Role))


def _identity(value: object, role: Role) -> Identity:
    person = _object(value, f"participants.{role}")
    given, family, address = (_text(person, key) for key in _PERSON_KEYS)
    return Identity(role, given, family, (address,) if address else ())


def _object(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInputError(f"{name} is not a JSON object")
    return value


def _list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidInputError(f'"{name}" is not a list')
    return value


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidInputError(f'"{key}" is not a text')
    return value


def _choice(table: Mapping[str, Any], key: str, choices: type[Role]) -> Role | None:
    value = table.get(key)
    if value is None:
        return None
    try:
        return choices(value)
    except ValueError:
        raise InvalidInputError(f'"{key}" is neither "mentor" nor "student"') from None
