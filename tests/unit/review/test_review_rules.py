"""The rules of release and refusal, and what a role includes."""

import pytest

from relay.model.errors import ConflictError, ForbiddenError, InvalidInputError
from relay.model.people import PairStatus, StaffRole
from relay.model.permission import PERMISSIONS, Permission, may, require
from relay.model.review import Decided, Proposal, ReleaseFacts, allow_release, refusal, review_verdict
from relay.model.staff import StaffMember


def facts(
    pair: PairStatus | None = PairStatus.ACTIVE,
    *,
    for_a_reader: bool = True,
    proven: bool = True,
    consent_withdrawn: bool = False,
    may_overrule_freeze: bool = False,
) -> ReleaseFacts:
    return ReleaseFacts(for_a_reader, proven, pair, consent_withdrawn, may_overrule_freeze)


@pytest.mark.parametrize("status", [PairStatus.ACTIVE, PairStatus.PAUSED])
def test_a_release_is_allowed_in_an_active_and_in_a_paused_pair(status: PairStatus) -> None:
    assert allow_release(facts(status)) is False


def test_a_release_in_a_frozen_pair_overrules_the_freeze_where_the_role_may() -> None:
    assert allow_release(facts(PairStatus.FROZEN, may_overrule_freeze=True)) is True
    with pytest.raises(ForbiddenError):
        allow_release(facts(PairStatus.FROZEN))


@pytest.mark.parametrize(
    ("impossible", "why"),
    [
        (facts(PairStatus.CLOSED, may_overrule_freeze=True), r"pair\.closed"),
        (facts(PairStatus.PENDING), "not active"),
        (facts(None), "not active"),
        (facts(consent_withdrawn=True), r"pair\.consent"),
        (facts(proven=False), r"system\.unauthenticated"),
        (facts(for_a_reader=False), "no reader"),
    ],
)
def test_what_cannot_be_delivered_cannot_be_released(impossible: ReleaseFacts, why: str) -> None:
    with pytest.raises(ConflictError, match=why):
        allow_release(impossible)


@pytest.mark.parametrize("action", [Decided.REJECTED, Decided.DISCARDED])
def test_an_ordinary_message_is_refused_by_one(action: Decided) -> None:
    assert refusal(action, "s_ruth", crisis=False, proposed=None) is action


def test_a_crisis_message_is_refused_when_the_second_person_asks_for_the_same() -> None:
    proposed = Proposal(Decided.REJECTION_PROPOSED, "s_ruth")
    assert refusal(Decided.REJECTED, "s_ruth", crisis=True, proposed=None) is Decided.REJECTION_PROPOSED
    assert refusal(Decided.REJECTED, "s_sam", crisis=True, proposed=proposed) is Decided.REJECTED
    with pytest.raises(ConflictError, match="two people"):
        refusal(Decided.REJECTED, "s_ruth", crisis=True, proposed=proposed)


@pytest.mark.parametrize("staff_id", ["s_ruth", "s_sam"])
def test_asking_for_the_other_refusal_is_a_proposal_of_its_own(staff_id: str) -> None:
    proposed = Proposal(Decided.REJECTION_PROPOSED, "s_ruth")
    assert refusal(Decided.DISCARDED, staff_id, crisis=True, proposed=proposed) is Decided.DISCARD_PROPOSED


@pytest.mark.parametrize(("text", "verdict"), [("Fine", "fine"), (" false alarm ", "false alarm"), ("ok", "ok")])
def test_a_verdict_is_a_word_or_two(text: str, verdict: str) -> None:
    assert review_verdict(text) == verdict


@pytest.mark.parametrize("text", ["", "x", "tim@school.example", "call 555-0100!", "a" * 41, "Lucía"])
def test_a_verdict_is_no_place_for_text(text: str) -> None:
    with pytest.raises(InvalidInputError, match="verdict"):
        review_verdict(text)


def test_every_role_has_its_permissions() -> None:
    assert set(PERMISSIONS) == set(StaffRole)
    assert PERMISSIONS[StaffRole.ADMINISTRATOR] == set(Permission)


def test_an_evaluator_sees_numbers_alone() -> None:
    assert PERMISSIONS[StaffRole.EVALUATOR] == {Permission.SEE_STATISTICS}


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.ADMINISTRATOR])
def test_original_bytes_are_for_administrators_alone(role: StaffRole) -> None:
    staff = StaffMember("s_1", role)
    assert not may(staff, Permission.READ_RAW)
    with pytest.raises(ForbiddenError, match="role"):
        require(staff, Permission.READ_RAW)


@pytest.mark.parametrize("role", [StaffRole.EVALUATOR, StaffRole.AUDITOR])
@pytest.mark.parametrize("permission", [Permission.READ_TEXT, Permission.DECIDE, Permission.FLAG])
def test_evaluators_and_auditors_read_no_text_and_decide_nothing(role: StaffRole, permission: Permission) -> None:
    assert not may(StaffMember("s_1", role), permission)
