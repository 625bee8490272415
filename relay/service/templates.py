"""Mail templates: plain words, a language a folder, the subject on the first line."""

import textwrap
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound

from relay.config.resources import resource_path
from relay.model.errors import ConfigurationError

DEFAULT_LANGUAGE = "en"
_SUBJECT = "Subject:"
_WIDTH = 72


@dataclass(frozen=True, slots=True)
class Rendered:
    """A notice as it is sent."""

    subject: str
    text: str


def render(template: str, language: str, **values: object) -> Rendered:
    """Render a notice whose template begins with a ``Subject:`` line.

    A language without templates falls back to its base language, then to English.
    """
    text = _find(f"{template}.txt.j2", language).render(values)
    first, _, rest = text.partition("\n")
    if not first.startswith(_SUBJECT):
        raise ConfigurationError(f"{template}.txt.j2: the first line must begin with {_SUBJECT!r}")
    paragraphs = (_wrapped(paragraph) for paragraph in rest.strip().split("\n\n"))
    return Rendered(" ".join(first.removeprefix(_SUBJECT).split()), "\n\n".join(paragraphs) + "\n")


def _wrapped(paragraph: str) -> str:
    """Wrap a paragraph; quotes, lists and columns keep their lines."""
    lines = paragraph.splitlines()
    if any(line.startswith((">", "-", " ")) or "  " in line for line in lines):
        return paragraph
    return textwrap.fill(" ".join(lines), _WIDTH, break_long_words=False, break_on_hyphens=False)


def render_footer(template: str, language: str, **values: object) -> str:
    """Render a footer: text without a subject line."""
    return _find(f"{template}.txt.j2", language).render(values).strip()


def check_templates(directory: Path | None = None) -> list[str]:
    """Return what is wrong with the templates, each defect with its file."""
    root = directory or resource_path("config", "templates")
    problems = []
    for path in sorted(root.glob("*/*.j2")):
        try:
            _environment(root).get_template(path.relative_to(root).as_posix())
        except TemplateError as error:
            problems.append(f"{path}: {error}")
    if not (root / DEFAULT_LANGUAGE).is_dir():
        problems.append(f"{root}: there is no folder {DEFAULT_LANGUAGE!r}")
    return problems


def speaks(language: str) -> bool:
    """Return whether there are templates in this language or its base language; else English is used."""
    root = resource_path("config", "templates")
    return any((root / folder).is_dir() for folder in (language, language.partition("-")[0]))


def _find(name: str, language: str) -> Template:
    environment = _environment(resource_path("config", "templates"))
    for folder in dict.fromkeys((language, language.partition("-")[0], DEFAULT_LANGUAGE)):
        try:
            return environment.get_template(f"{folder}/{name}")
        except TemplateNotFound:
            continue
    raise ConfigurationError(f"mail template {name} is missing: install the package again")


@lru_cache(maxsize=4)
def _environment(root: Path) -> Environment:
    # Plain text mail: nothing to escape. StrictUndefined: a forgotten value must not go out blank.
    return Environment(
        loader=FileSystemLoader(root),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
