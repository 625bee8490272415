"""Rate limits such as ``60/h``, over a moving window, in bounded memory.

The memory storage of the `limits` library starts a thread at every hit that walks through all keys
(4 ms of CPU a hit at 50,000 keys, measured) and never forgets one: docs/adr/0007.
"""

import re
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from relay.model.errors import ConfigurationError

_RULE = re.compile(r"(?P<amount>[1-9]\d{0,5})/(?P<unit>[smhd])\Z")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_MOST_KEYS = 100_000


def parse_rate(rule: str, key: str) -> tuple[int, float] | None:
    """Return how many events in how many seconds ``rule`` allows; None where it is off.

    ``rule`` is ``N/s``, ``N/m``, ``N/h`` or ``N/d``; ``""`` and ``"0"`` switch it off. Raises
    ConfigurationError that names ``key`` for another form.
    """
    if rule.strip() in {"", "0"}:
        return None
    match = _RULE.match(rule.strip())
    if match is None:
        raise ConfigurationError(f'{key}: {rule!r} is no rate; write it as "60/h" (s, m, h or d), or "" for none')
    return int(match["amount"]), _SECONDS[match["unit"]]


class RateLimiter:
    """One limit over many senders. A restart forgets it, which only ever favours the sender."""

    def __init__(self, rule: str, key: str = "limits", clock: Callable[[], float] = time.monotonic) -> None:
        """Count by ``rule``; ``key`` is its name in relay.toml, ``clock`` gives seconds.

        Raises ConfigurationError.
        """
        self._rate = parse_rate(rule, key)
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, who: str) -> bool:
        """Return whether one more event of ``who`` is within the limit, and count it if so."""
        if self._rate is None:
            return True
        amount, period = self._rate
        now = self._clock()
        times = self._seen.pop(who, None) or deque()
        while times and times[0] <= now - period:
            times.popleft()
        allowed = len(times) < amount
        if allowed:
            times.append(now)
        self._seen[who] = times
        self._forget(now - period)
        return allowed

    def __len__(self) -> int:
        return len(self._seen)

    def _forget(self, before: float) -> None:
        """Drop those longest unheard of: what is over, and what exceeds the bound."""
        while self._seen:
            oldest = next(iter(self._seen))
            if self._seen[oldest][-1] > before and len(self._seen) <= _MOST_KEYS:
                return
            del self._seen[oldest]
