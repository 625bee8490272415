"""The errors of the relay, drawn as one tree.

RelayError
├── InvalidInputError     what was given is wrong; the text says what, where and how to mend it
│   └── ConfigurationError    a key of relay.toml or policy.toml, a template, a missing file
├── NotFoundError         no such record, or none that the asker may know of
│   └── KeyDestroyedError     the text was erased: its key is destroyed
├── UnauthenticatedError  nobody knows who asks: no token, or one that is not valid (any more)
├── ForbiddenError        the asker's role does not allow it
├── ConflictError         the record is not (or no longer) in a state that allows it
│   ├── InvalidTransitionError    a message was asked to make a step its state does not have
│   ├── AlreadyDecidedError       somebody else was faster; says who decided what and when
│   ├── ClaimedError              somebody else has it under review right now
│   └── InProgressError           the same request is still being worked on
├── PreconditionError     the asker's version of the record is stale (If-Match)
├── TemporaryError        try again later: database, disk, DNS
├── UnwritableError       a file that was asked for cannot be written: it exists, no permission, no room
└── IntegrityError        stored data fails authentication: wrong key, or it was changed
"""

from datetime import datetime


class RelayError(Exception):
    """Root of every error that this software raises on purpose.

    The text may be shown to staff; it never holds an address, a name or a sentence of a mail.
    """


class InvalidInputError(RelayError):
    """Input is wrong; ``problems`` lists each defect, one plain sentence each."""

    def __init__(self, *problems: str) -> None:
        """Keep every problem; the text of the error is all of them, a line each."""
        super().__init__("\n".join(problems))
        self.problems = problems


class ConfigurationError(InvalidInputError):
    """A configuration file, template or key file is wrong or missing."""


class NotFoundError(RelayError):
    """There is no such record, or none that the asker may know of."""


class KeyDestroyedError(NotFoundError):
    """The key was destroyed by an erasure; what it sealed can never be read again."""


class UnauthenticatedError(RelayError):
    """It is not known who asks: no token, or one that is not valid (any more)."""


class ForbiddenError(RelayError):
    """The asker is known, but their role does not allow this."""


class ConflictError(RelayError):
    """The record's state does not allow this (any more)."""


class InvalidTransitionError(ConflictError):
    """A message in this state has no such step (DESIGN section 2)."""


class AlreadyDecidedError(ConflictError):
    """A person decided before; ``staff_id`` decided ``action`` ``at`` (UTC)."""

    def __init__(self, action: str, staff_id: str, at: datetime) -> None:
        """Say who decided what and when."""
        super().__init__(f"already {action} by {staff_id} at {at.isoformat(timespec='seconds')}")
        self.action = action
        self.staff_id = staff_id
        self.at = at


class ClaimedError(ConflictError):
    """``staff_id`` claimed the record ``at`` (UTC) and the claim is live; it can be overridden."""

    def __init__(self, staff_id: str, at: datetime) -> None:
        """Say who claimed it and when."""
        super().__init__(f"claimed by {staff_id} at {at.isoformat(timespec='seconds')}")
        self.staff_id = staff_id
        self.at = at


class InProgressError(ConflictError):
    """The same request (Idempotency-Key) is still being worked on: ask again in a moment."""


class PreconditionError(RelayError):
    """The asker decided on an older version of the record."""


class TemporaryError(RelayError):
    """Trouble that may pass: the same call may succeed later."""


class UnwritableError(RelayError):
    """A file that was asked for cannot be written; the text says why, and what to do."""


class IntegrityError(RelayError):
    """Stored bytes fail their authentication: wrong key, or tampered with."""
