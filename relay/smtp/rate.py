"""Rate limits such as ``60/h``, over a moving window, in bounded memory.

The memory storage of the `limits` library starts a thread at every hit that walks through all keys
(4 ms of CPU a hit at 50,000 keys, measured) and never forgets one: docs/adr/0007.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable

_MOST_KEYS = 100_000


class RateLimiter:
    """One limit over many senders. A restart forgets it, which only ever favours the sender."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow ``most`` events of one sender in any ``seconds``; 0 switches it off. ``clock`` gives seconds."""
        self._rate = (most, seconds) if most else None
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
