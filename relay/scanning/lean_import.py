"""Imports spaCy and Presidio without what the relay never uses of them."""

import sys
from types import ModuleType

_SPACY_CLI = "spacy.cli"


def spare_spacy_its_commands() -> None:
    """Let a later ``import spacy`` pass by its command line.

    spaCy imports all its commands (downloads, projects, an HTTP client) to export one function,
    ``spacy.info``: 0.6 s and 20 MB in the process that workers are forked from, and code that reaches for
    the network where none is wanted. A stand-in for that function takes their place. Harmless where spaCy
    has been imported already.
    """
    if "spacy" in sys.modules:
        return
    commands, info = ModuleType(_SPACY_CLI), ModuleType(f"{_SPACY_CLI}.info")
    commands.__path__ = []
    vars(info)["info"] = None
    sys.modules[commands.__name__] = commands
    sys.modules[info.__name__] = info
