"""Staff, and the asker as shown to themself."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from admin_api.schemas.fields import Address, Given, Shown, Text, Word, example
from relay.model.people import StaffRole

RoleGiven = Annotated[StaffRole, Field(strict=False)]
Groups = Annotated[list[Word], Field(max_length=500)]


class Myself(Shown):
    """The asker; ``groups`` are names, empty with ``all_groups``."""

    model_config = example(
        id="s_01jd3x8a9v0000000000000005",
        email="ruth@program.example",
        role="monitor",
        groups=["Riverside 7b"],
        all_groups=False,
        permissions=["see_messages", "decide"],
    )

    id: str
    email: Text
    role: StaffRole
    groups: list[Text]
    all_groups: bool
    permissions: list[str]


class StaffRecord(Shown):
    """A member of staff. A monitor without a group sees nothing, the others see all.

    ``conflicts`` are participants whose pairs they may neither see nor decide on.
    """

    model_config = example(
        id="s_01jd3x8a9v0000000000000005",
        email="ruth@program.example",
        role="monitor",
        groups=["Riverside 7b"],
        conflicts=[],
        disabled=False,
        created_at="2026-09-01T08:00:00Z",
        version=1,
    )

    id: str
    email: Text
    role: StaffRole
    groups: list[Text]
    conflicts: list[str]
    disabled: bool
    created_at: datetime
    version: int


class StaffBody(Given):
    """A new member of staff; ``groups`` are names or ids. Their token is made on the command line."""

    model_config = example(email="ruth@program.example", role="monitor", groups=["Riverside 7b"])

    email: Address
    role: RoleGiven
    groups: Groups = Field(default_factory=list)


class StaffPatch(Given):
    """What is to be changed; what is left out stays."""

    model_config = example(groups=["Riverside 7b", "Riverside 8a"])

    role: RoleGiven | None = None
    groups: Groups | None = None
