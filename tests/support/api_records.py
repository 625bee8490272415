"""A record of Riverside for every kind of thing that a path of the API names."""

from relay.model.export import ExportFilter
from relay.model.identity import Role
from relay.model.page import PageRequest
from relay.model.staff import OPERATOR
from relay.service.alerts import list_alerts
from relay.service.exporting.jobs import request_export
from relay.service.groups import show_group
from relay.service.review.flags import flag_message
from relay.service.review.reading import get_message
from relay.service.review.signatures import remember_signature
from tests.support.sample import RIVERSIDE, AttachedTo, Sample, arrive, crisis

SIGNATURE = "Tim, class 7b"


def records_of_riverside(sample: Sample) -> dict[str, str]:
    """Take in a cry for help and a held message, flag it, and return the ids by the names that paths have."""
    cry = arrive(sample, sample.riverside, Role.STUDENT, body=f"I want to die\n\n{SIGNATURE}", findings=[crisis()])
    [alert] = list_alerts(sample.program, OPERATOR, PageRequest()).items
    held = arrive(sample, sample.riverside, files=[AttachedTo("notes.txt", "text/plain", b"Three bridges.\n")])
    thread = get_message(sample.program, OPERATOR, held).item.thread_id
    assert alert.message_id == cry
    remembered = remember_signature(sample.program, sample.actor("ruth"), cry, SIGNATURE)
    return {
        "message_id": held,
        "n": "1",
        "thread_id": str(thread),
        "flag_id": flag_message(sample.program, sample.actor("ruth"), held, label="watch").id,
        "signature_id": remembered.signature.id,
        "pair_id": sample.riverside.id,
        "mentor_id": sample.riverside.mentor.id,
        "participant_id": sample.riverside.student.id,
        "group_id": show_group(sample.program, OPERATOR, RIVERSIDE).id,
        "staff_id": sample.actor("rosa").id,
        "concern_id": str(alert.concern_id),
        "alert_id": alert.id,
        "export_id": request_export(sample.program, sample.actor("lea"), ExportFilter(pair=sample.riverside.id)),
    }
