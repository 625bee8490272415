"""Steps of a pair's status: one table. A step that was taken already changes nothing; a wrong one raises."""

from enum import StrEnum

from relay.model.errors import ConflictError
from relay.model.people import PairStatus


class PairEvent(StrEnum):
    """What staff can do to a pair."""

    ACTIVATE = "activate"
    PAUSE = "pause"
    FREEZE = "freeze"
    RESUME = "resume"
    CLOSE = "close"


_S, _E = PairStatus, PairEvent

STEPS: dict[tuple[PairStatus, PairEvent], PairStatus] = {
    (_S.PENDING, _E.ACTIVATE): _S.ACTIVE,
    (_S.PENDING, _E.CLOSE): _S.CLOSED,
    (_S.ACTIVE, _E.ACTIVATE): _S.ACTIVE,
    (_S.ACTIVE, _E.PAUSE): _S.PAUSED,
    (_S.ACTIVE, _E.FREEZE): _S.FROZEN,
    (_S.ACTIVE, _E.RESUME): _S.ACTIVE,
    (_S.ACTIVE, _E.CLOSE): _S.CLOSED,
    (_S.PAUSED, _E.PAUSE): _S.PAUSED,
    (_S.PAUSED, _E.FREEZE): _S.FROZEN,
    (_S.PAUSED, _E.RESUME): _S.ACTIVE,
    (_S.PAUSED, _E.CLOSE): _S.CLOSED,
    (_S.FROZEN, _E.PAUSE): _S.PAUSED,
    (_S.FROZEN, _E.FREEZE): _S.FROZEN,
    (_S.FROZEN, _E.RESUME): _S.ACTIVE,
    (_S.FROZEN, _E.CLOSE): _S.CLOSED,
    (_S.CLOSED, _E.CLOSE): _S.CLOSED,  # a closed pair stays closed: the same two begin anew as a new pair
}

_MENDS = {
    _S.PENDING: "it has never been active: activate it first",
    _S.CLOSED: "closing is for good: create the pair anew, it gets new masked addresses",
    _S.PAUSED: "resume it instead",
    _S.FROZEN: "resume it instead",
}


def needs_freeze_power(status: PairStatus, event: PairEvent) -> bool:
    """Return whether a step undoes or weakens a freeze, for instance one that a student asked for."""
    return status is _S.FROZEN and event in {_E.PAUSE, _E.RESUME, _E.CLOSE}


def next_status(status: PairStatus, event: PairEvent, *, paused_before: bool = False) -> PairStatus:
    """Return the status after ``event``; raises ConflictError, with what to do instead.

    A pair that was paused when it was frozen (``paused_before``) is paused again when the freeze
    ends: whoever paused it was not asked.
    """
    if paused_before and (status, event) == (_S.FROZEN, _E.RESUME):
        return _S.PAUSED
    try:
        return STEPS[status, event]
    except KeyError:
        raise ConflictError(f"a pair that is {status} cannot be {_DONE[event]}: {_MENDS[status]}") from None


_DONE = {
    _E.ACTIVATE: "activated",
    _E.PAUSE: "paused",
    _E.FREEZE: "frozen",
    _E.RESUME: "resumed",
    _E.CLOSE: "closed",
}
