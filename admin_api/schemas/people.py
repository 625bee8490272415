"""Program records: groups, participants with their gates."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from admin_api.schemas.fields import Address, Given, Moment, Reason, Shown, Text, Word, cleaned_by, example
from admin_api.schemas.pages import PageQuery
from relay.model.entries import group_name, language_tag
from relay.model.identity import Role
from relay.model.people import PairStatus
from relay.model.supervision import Supervision
from relay.service.addresses import AddressChanges
from relay.service.participants import ParticipantChanges, ParticipantEntry

Language = Annotated[Word, Field(max_length=20, json_schema_extra={"examples": ["en"]}), cleaned_by(language_tag)]
Year = Annotated[int, Field(ge=1900, le=2100)]
FirstN = Annotated[int, Field(ge=1, le=10_000)]
Setting = Annotated[Supervision, Field(strict=False)]
Side = Annotated[Role, Field(strict=False)]
Addresses = Annotated[list[Address], Field(max_length=20)]


class Group(Shown):
    """A class or cohort; ``supervision`` is the default of its pairs."""

    model_config = example(
        id="g_01jd3x8a9v0000000000000007",
        name="Riverside 7b",
        language="en",
        supervision="rules",
        supervision_n=5,
        created_at="2026-09-01T08:00:00Z",
        version=1,
    )

    id: str
    name: Text
    language: str
    supervision: Supervision
    supervision_n: int
    created_at: datetime
    version: int


class GroupBody(Given):
    """A new group; ``n`` counts under ``hold_first_n``."""

    model_config = example(name="Riverside 7b", language="en", supervision="rules")

    name: Annotated[Word, cleaned_by(group_name)]
    language: Language | None = None
    supervision: Setting | None = None
    n: FirstN | None = None


class GroupPatch(Given):
    """What is to be changed; what is left out stays."""

    model_config = example(supervision="hold_first_n", n=10)

    language: Language | None = None
    supervision: Setting | None = None
    n: FirstN | None = None


class Gate(Shown):
    """How a gate of a participant stands: ``by`` and ``evidence`` say what it rests on."""

    gate: str
    required: bool
    met: bool
    state: str
    provisional: bool
    by: Text
    evidence: Text
    recorded_at: datetime | None
    expires_at: datetime | None


class GateBody(Given):
    """A statement that a participant meets a gate, or does not any more."""

    model_config = example(
        gate="consent", met=True, by="Ada", evidence="Signed form 114", expires_at="2027-08-31T22:00:00Z"
    )

    gate: Annotated[Word, Field(max_length=40)]
    met: bool
    by: Word
    evidence: Reason
    expires_at: Moment | None = None


class GateOutcome(Shown):
    """The gate as it stands now, and how many messages that waited for it alone were freed."""

    model_config = example(
        gate={
            "gate": "consent",
            "required": True,
            "met": True,
            "state": "met",
            "provisional": False,
            "by": "Ada",
            "evidence": "Signed form 114",
            "recorded_at": "2026-11-23T10:00:00Z",
            "expires_at": None,
        },
        freed_messages=0,
    )

    gate: Gate
    freed_messages: int


class OwnPair(Shown):
    """A pair of a participant."""

    id: str
    group: Text
    status: PairStatus


class Participant(Shown):
    """A mentor or a student; the first of ``addresses`` receives, any of them may send."""

    model_config = example(
        id="p_01jd3x8a9v0000000000000008",
        role="student",
        given_name="Tim",
        family_name="Berger",
        email="tim@family.example",
        addresses=["tim@family.example"],
        birth_year=2011,
        language="en",
        guardian_email="pat@family.example",
        guardian_language="en",
        gates=[],
        pairs=[{"id": "pr_01jd3x8a9v0000000000000003", "group": "Riverside 7b", "status": "active"}],
        created_at="2026-09-01T08:00:00Z",
        version=1,
    )

    id: str
    role: Role
    given_name: Text
    family_name: Text
    email: Text
    addresses: list[Text]
    birth_year: int | None
    language: str
    guardian_email: Text
    guardian_language: str
    gates: list[Gate]
    pairs: list[OwnPair]
    created_at: datetime
    version: int


class ParticipantQuery(PageQuery):
    """Filters of the list of participants; ``group`` is a name or an id."""

    role: Role | None = None
    group: Word | None = None


class ParticipantBody(Given):
    """A new participant; a year of birth and a guardian belong to students."""

    model_config = example(
        role="student",
        email="tim@family.example",
        given_name="Tim",
        family_name="Berger",
        birth_year=2011,
        guardian_email="pat@family.example",
    )

    role: Side
    email: Address
    given_name: Word
    family_name: Word
    birth_year: Year | None = None
    language: Language | None = None
    guardian_email: Address | None = None
    guardian_language: Language | None = None

    def entry(self) -> ParticipantEntry:
        """Return what the use case takes."""
        return ParticipantEntry(
            role=self.role,
            email=self.email,
            given_name=self.given_name,
            family_name=self.family_name,
            birth_year=_typed(self.birth_year),
            language=self.language or "",
            guardian_email=self.guardian_email or "",
            guardian_language=self.guardian_language or "",
        )


class ParticipantPatch(Given):
    """What is to be changed; what is left out stays, null empties what may be empty."""

    model_config = example(add_addresses=["tim@school.example"], primary_address="tim@school.example")

    given_name: Word = ""
    family_name: Word = ""
    birth_year: Year | None = None
    language: Language = ""
    guardian_email: Address | None = None
    guardian_language: Language = ""
    add_addresses: Addresses = Field(default_factory=list)
    remove_addresses: Addresses = Field(default_factory=list)
    primary_address: Address | None = None

    def changes(self) -> ParticipantChanges:
        """Return what the use case takes."""
        return ParticipantChanges(
            given_name=self._given("given_name"),
            family_name=self._given("family_name"),
            birth_year=self._given("birth_year"),
            language=self._given("language"),
            guardian_email=self._given("guardian_email"),
            guardian_language=self._given("guardian_language"),
            addresses=AddressChanges(tuple(self.add_addresses), tuple(self.remove_addresses), self.primary_address),
        )

    def _given(self, name: str) -> str | None:
        return _typed(getattr(self, name)) if name in self.model_fields_set else None


def _typed(value: str | int | None) -> str:
    return "" if value is None else str(value)
