"""Policy as data: what each category does to a message. Loaded by relay.config, decided on here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from relay.model.category import Action, Category, Severity
from relay.model.identity import Role


@dataclass(frozen=True, slots=True)
class CategoryPolicy:
    """Severity and action of one category; ``mentor_action`` replaces ``action`` for mentors' mail."""

    severity: Severity
    action: Action
    mentor_action: Action | None = None

    def action_for(self, author: Role | None) -> Action:
        """Return what a finding of this category does to a message by ``author``."""
        if author is Role.MENTOR and self.mentor_action is not None:
            return self.mentor_action
        return self.action


INFORMATION = CategoryPolicy(Severity.INFO, Action.FORWARD)


@dataclass(frozen=True, slots=True)
class SamplePolicy:
    """Which forwarded messages wait for a look afterwards: a pair's first ones, then a share."""

    first: int = 6
    share: float = 0.10


KNOWN_GATES = (
    "consent",
    "screening",
    "training",
    "code_of_conduct",
    "permission",
    "orientation",
    "acceptance",
    "mailbox_verified",
    "role_description",
)


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """Gates that must be met before a pair is active and at every send."""

    mentor: tuple[str, ...] = ("screening", "training", "code_of_conduct")
    student: tuple[str, ...] = ("consent", "code_of_conduct")
    attest_days: int = 30

    def required(self, role: Role) -> tuple[str, ...]:
        """Return the names of the gates that a participant of ``role`` must meet."""
        return self.mentor if role is Role.MENTOR else self.student


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One rule of conduct or crisis: phrases, and phrases that excuse them, as the policy file has them.

    ``patterns``, ``hints`` and ``exceptions`` are RE2 expressions, matched without regard to case;
    a pattern holds by itself; one of ``likely`` holds unless the second opinion thinks it plainly harmless, a hint
    where it does not think it harmless (both hold where it is not asked);
    an exception holds for the sentence it stands in, one of ``mentor_exceptions`` only in a mentor's
    mail. ``author`` restricts the rule to one role; None means both. ``excused_by`` names lists of
    ``ScanPolicy.excuses``.
    """

    id: str
    category: Category
    explanation: str
    patterns: tuple[str, ...]
    hints: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    mentor_exceptions: tuple[str, ...] = ()
    severity: Severity | None = None
    author: Role | None = None
    excused_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpinionPolicy:
    """How far the learned second opinion is asked (``[opinion]``).

    It may add holds and order the queue. What the ``patterns`` of a rule hold is held whatever it says; ``likely``
    phrases and ``hints`` are dropped where it finds their place harmless. ``thresholds`` are scores, from 0 to 1,
    from which a category is found; one that is absent here has the model's own.
    """

    use: bool = True
    thresholds: Mapping[Category, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScanPolicy:
    """What the scanner needs of the policy.

    ``excuses`` are named lists of RE2 expressions (negation, report, fiction …): a rule that names
    one in ``excused_by`` is not applied to a sentence in which it matches. ``approved_events``, ``allowed_schools``,
    ``allowed_places`` and ``private_arrangements`` are RE2 expressions, too: a school or place of the program may be
    named, and a meeting at an event of it passes where its sentence holds nothing of the last.
    """

    rules: tuple[PhraseRule, ...] = ()
    excuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en", "es")
    public_contacts: tuple[str, ...] = ()
    public_names: tuple[str, ...] = ()
    approved_events: tuple[str, ...] = ()
    allowed_schools: tuple[str, ...] = ()
    allowed_places: tuple[str, ...] = ()
    private_arrangements: tuple[str, ...] = ()
    allowed_attachment_types: tuple[str, ...] = ()
    link_domains_known: tuple[str, ...] = ()
    link_domains_suspicious: tuple[str, ...] = ()
    opinion: OpinionPolicy = field(default_factory=OpinionPolicy)


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole policy of a program, or of one group of it.

    ``version`` is a digest of the file it was read from; every decision stores it.
    """

    version: str
    categories: Mapping[Category, CategoryPolicy]
    scan: ScanPolicy = field(default_factory=ScanPolicy)
    sample: SamplePolicy = field(default_factory=SamplePolicy)
    gates: GatePolicy = field(default_factory=GatePolicy)
    mentor_rule_days: int = 30
