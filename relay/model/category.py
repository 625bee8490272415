"""Categories, severities and actions: the vocabulary of findings (DESIGN section 11, LABELS)."""

from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is, from ``info`` (never holds) to ``critical``."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Position in the order of gravity; ``info`` is 0."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Action(StrEnum):
    """What the policy does with a message for a finding of a category."""

    FORWARD = "forward"
    HOLD = "hold"
    HOLD_AND_ALERT = "hold_and_alert"


class Category(StrEnum):
    """What a finding is about; the meaning of each stands in LABELS."""

    PII_PHONE = "pii.phone"
    PII_EMAIL = "pii.email"
    PII_ADDRESS = "pii.address"
    PII_HANDLE = "pii.handle"
    PII_FULL_NAME = "pii.full_name"
    PII_SCHOOL = "pii.school"
    PII_LOCATION = "pii.location"
    PII_BIRTHDATE = "pii.birthdate"
    PII_ID_NUMBER = "pii.id_number"
    PII_CREDENTIAL = "pii.credential"
    CONDUCT_OFF_PLATFORM = "conduct.off_platform"
    CONDUCT_MEETING = "conduct.meeting"
    CONDUCT_SECRECY = "conduct.secrecy"
    CONDUCT_GIFT_MONEY = "conduct.gift_money"
    CONDUCT_PHOTO_REQUEST = "conduct.photo_request"
    CONDUCT_SEXUAL = "conduct.sexual"
    CONDUCT_ROMANTIC = "conduct.romantic"
    CONDUCT_HARASSMENT = "conduct.harassment"
    CONDUCT_HATE = "conduct.hate"
    CONDUCT_PROFANITY = "conduct.profanity"
    CONDUCT_SUBSTANCE = "conduct.substance"
    CONDUCT_VIOLENCE = "conduct.violence"
    CONDUCT_WEAPONS = "conduct.weapons"
    CONDUCT_SOLICITATION = "conduct.solicitation"
    CRISIS_SELF_HARM = "crisis.self_harm"
    CRISIS_ABUSE = "crisis.abuse"
    CRISIS_THREAT = "crisis.threat"
    LINK_SUSPICIOUS = "link.suspicious"
    ATTACHMENT_IMAGE = "attachment.image"
    ATTACHMENT_UNSCANNABLE = "attachment.unscannable"
    ATTACHMENT_TYPE = "attachment.type"
    ATTACHMENT_MALWARE = "attachment.malware"
    GATE_EXPIRED = "gate.expired"
    GATE_CODE_ACK = "gate.code_ack"
    GATE_PERMISSION = "gate.permission"
    SYSTEM_UNPARSEABLE = "system.unparseable"
    SYSTEM_PARTS_DIFFER = "system.parts_differ"
    SYSTEM_RECIPIENTS = "system.recipients"
    SYSTEM_IDENTITY_LEFT = "system.identity_left"
    SYSTEM_SCAN_FAILED = "system.scan_failed"
    SYSTEM_UNSCANNED_LANGUAGE = "system.unscanned_language"
    SYSTEM_UNAUTHENTICATED = "system.unauthenticated"
    SYSTEM_NOT_DELIVERED = "system.not_delivered"
    ACCOUNT_UNFAMILIAR = "account.unfamiliar"  # not sent as the writer usually sends: somebody else's hand?

    @property
    def family(self) -> str:
        """The part before the dot: ``pii``, ``conduct``, ``crisis``, ``system`` … ."""
        return self.value.partition(".")[0]

    @property
    def is_crisis(self) -> bool:
        """Whether a message with it opens a concern at once and needs two people to be refused."""
        return self.family == "crisis"


# What helps a person to judge, is always `info`, and is no matter of policy.
INFORMATION_CATEGORIES = frozenset({Category.ACCOUNT_UNFAMILIAR})
# What words can tell; all else the relay finds by itself, so that no rule with phrases may have it.
RULE_CATEGORIES = tuple(c for c in Category if c.family in {"pii", "conduct", "crisis", "link"})
GATE_CATEGORIES = frozenset({Category.GATE_EXPIRED, Category.GATE_CODE_ACK, Category.GATE_PERMISSION})
