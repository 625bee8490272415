"""The spaCy model: loaded once, checked, and asked only about the sentences that need it."""

import importlib
import importlib.metadata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relay.model.errors import ConfigurationError
from relay.scanning.lean_import import spare_spacy_its_commands
from relay.scanning.model_files import check_model, pinned_model

if TYPE_CHECKING:
    from spacy.language import Language

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


def load_language_model(name: str = "") -> LanguageModel:
    """Load the model package ``name``; empty: the one that the software is measured with.

    Raises ConfigurationError that names the package wanted where it is missing, is not the one that was
    inspected, or does not fit the installed spaCy.
    """
    name = name or pinned_model().module
    version = check_model(name)
    spare_spacy_its_commands()
    pipeline: Any = _load(name)
    if "ner" not in pipeline.pipe_names:
        raise ConfigurationError(f"scanning.spacy_model: {name} recognises no names (it has no 'ner' component)")
    return LanguageModel(pipeline, name, version)


def _load(name: str) -> object:
    try:
        return importlib.import_module(name).load(exclude=list(_UNUSED))
    except (ImportError, OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"scanning.spacy_model: the language model {name} cannot be loaded with spaCy "
            f"{importlib.metadata.version('spacy')} ({type(error).__name__}); install it again"
        ) from None
