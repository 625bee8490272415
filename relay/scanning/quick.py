"""The quick crisis check before a permanent refusal: rules alone, no language model."""

from relay.model.finding import Finding
from relay.model.policy import Policy


def crisis_check(raw: bytes, policy: Policy) -> tuple[Finding, ...]:
    """Return the ``crisis.*`` findings in a raw message; never raises for what the bytes are."""
    raise NotImplementedError
