"""Regular expressions that cannot backtrack: RE2 alone, matched in time linear in the text."""

import re2

_MEMORY = 16 << 20  # of the automaton of one expression; beyond it RE2 is slower, never wrong


def pattern(expression: str, *, ignore_case: bool = True) -> re2._Regexp:
    """Compile an expression, by default without regard to case; ``$`` and ``^`` match at lines."""
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.max_mem = _MEMORY
    return re2.compile(f"(?m){expression}", options)
