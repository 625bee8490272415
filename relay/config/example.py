"""The relay.toml that a new relay begins with: the commented example, with its own name and domain."""

import os
import re
from pathlib import Path

from relay.config.files import FILE_NAME
from relay.config.resources import resource_path
from relay.config.settings import settings_from
from relay.model.errors import ConflictError

_KEY_LINE = re.compile(r'(?P<key>[a-z_]+) = "[^"]*"(?P<gap> *)(?P<comment>#.*)?')
_HEADER = re.compile(r"\[(?P<section>[a-z_]+)\]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def write_settings_file(directory: Path, *, domain: str | None = None, program: str | None = None) -> Path:
    """Write a new relay.toml to ``directory`` and return its path.

    Raises ConflictError if there is one, ConfigurationError if domain or program cannot stand in it.
    """
    path = directory / FILE_NAME
    text = render_settings(path, domain=domain, program=program)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise ConflictError(f"{path}: there is one already; it is not overwritten") from None
    return path


def render_settings(path: Path, *, domain: str | None = None, program: str | None = None) -> str:
    """Return the example as the text of the file ``path``, for ``domain`` and ``program`` where given.

    Host name and authserv-id become ``mx.`` and the domain. Raises ConfigurationError if a value cannot stand in it.
    """
    given: dict[str, object] = {}
    if program is not None:
        given["program"] = program
    if domain is not None:
        given["domain"] = domain
    relay = settings_from({"relay": given}, path).relay
    values = {("relay", "program"): relay.program, ("relay", "domain"): relay.domain}
    if domain is not None:
        values |= {("smtp", key): f"mx.{relay.domain}" for key in ("hostname", "authserv_id")}
    return _with_values(resource_path("config", FILE_NAME).read_text(encoding="utf-8"), values)


def _with_values(example: str, values: dict[tuple[str, str], str]) -> str:
    section, lines = "", []
    for line in example.splitlines():
        if header := _HEADER.match(line):
            section = header["section"]
        match = _KEY_LINE.fullmatch(line)
        if match and (section, match["key"]) in values:
            lines.append(_key_line(match, values[section, match["key"]]))
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _key_line(match: re.Match[str], value: str) -> str:
    assignment = f"{match['key']} = {toml_string(value)}"
    if not match["comment"]:
        return assignment
    return f"{assignment.ljust(match.start('comment') - 1)} {match['comment']}"


def toml_string(text: str) -> str:
    """Return ``text`` as a basic string of TOML 1.0, in quotes."""
    return '"' + "".join(_ESCAPES.get(character) or _escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x20 or code == 0x7F else character
