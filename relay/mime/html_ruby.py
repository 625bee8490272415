"""Ruby (WHATWG HTML 4.5.10): small text above other text, as Japanese has its readings.

It goes behind the words that it stands above, in brackets. Where it stands in the source it would cut them in two.
"""

import re
from collections import Counter

_NAMES = {"rt": True, "rtc": True, "rp": True, "rb": False, "rbc": False}  # and whether what follows stands above
_WORDS = re.compile(r"[^\W_]")


class Ruby:
    """What is read of the ruby at hand; none is nested in another."""

    def __init__(self) -> None:
        """Begin outside of any."""
        self._notes: list[str] | None = None
        self._is_bracket = False
        self._inside: Counter[str] = Counter()  # elements that began in the small text
        self.is_above = False

    def takes(self, name: str, *, closing: bool) -> bool:
        """Return whether a tag is one of ruby, and heed it; the end tag of the whole is for `ended`."""
        if name == "ruby" and not closing:
            self._notes = self._notes or []
            return True
        if self._notes is None or name not in _NAMES:
            return False
        self.is_above = _NAMES[name] and not closing
        self._is_bracket = self.is_above and name == "rp"
        return True

    def drops(self, name: str, *, closing: bool) -> bool:
        """Return whether a tag amid a line is one in the small text, which is kept without any."""
        if not self.is_above or name in {"ruby", "img", "image"} or (closing and not self._inside[name]):
            return False
        self._inside[name] += -1 if closing else 1
        return True

    def note(self, text: str) -> None:
        """Keep ``text``, which stands above; not the brackets for programs that cannot show it there."""
        if self._notes is not None and (_WORDS.search(text) or not self._is_bracket):
            self._notes.append(text)

    def ended(self) -> str:
        """Return what goes behind the words now that they end."""
        noted = "".join(self._notes or []).strip()
        self._notes, self.is_above = None, False
        self._inside.clear()
        return f" ({noted})" if noted else ""
