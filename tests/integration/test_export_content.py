"""What is in an export: every message and its record, the mails as they are, the log, and sums that agree."""

import csv
import hashlib
import io
import json
import mailbox
import re
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from relay.model.errors import InvalidInputError, NotFoundError
from relay.model.export import ExportFilter, ExportFormat
from relay.model.identity import Role
from relay.model.staff import OPERATOR
from relay.service.audit_log import verify_log
from relay.service.exporting.selection import choose
from relay.service.exporting.to_file import ExportResult, export_to_file
from relay.service.exporting.writing import Export, no_progress
from relay.store.audit_events import EventFilter, find_events
from relay.store.schema import DeliveryChanges, Message, MessageBody
from tests.support.sample import GRETA, HILLSIDE, RIVERSIDE, arrive
from tests.support.whole_program import Whole, deliver, mail, take_in

PRIVATE = re.compile(r"greta@|tim@|omar@|lucia@|Lind|Berger|Haddad|Flores|Greta|Lucía")


class Unpacked:
    """An export as its reader unpacks it."""

    def __init__(self, file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.manifest: dict[str, Any] = json.loads(self.files["manifest.json"])
        self.messages = self.lines("messages.jsonl")
        self.events = self.lines("audit.jsonl")

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.files[name].decode().splitlines()]

    def rows(self) -> list[dict[str, str]]:
        text = self.files["messages.csv"].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def message(self, message_id: str) -> dict[str, Any]:
        (found,) = [one for one in self.messages if one["id"] == message_id]
        return found


def export(
    whole: Whole, wanted: ExportFilter | None = None, formats: Iterable[ExportFormat] = (), name: str = "all.zip"
) -> tuple[ExportResult, Unpacked]:
    file = whole.program.settings.file.parent / name
    result = export_to_file(
        whole.program, OPERATOR, file, wanted=wanted or ExportFilter(), formats=formats, replace=True
    )
    return result, Unpacked(file)


def test_every_file_is_named_in_the_manifest_with_its_sum(shared_whole: Whole) -> None:
    result, unpacked = export(shared_whole, formats=[ExportFormat.EML, ExportFormat.MBOX])
    named = unpacked.manifest["files"]
    assert {*named, "manifest.json"} == set(unpacked.files)
    for name, sums in named.items():
        assert sums == {"sha256": hashlib.sha256(unpacked.files[name]).hexdigest(), "bytes": len(unpacked.files[name])}
    assert hashlib.sha256(result.file.read_bytes()).hexdigest() == result.sha256
    assert result.file.stat().st_mode & 0o777 == 0o600


def test_the_record_of_a_message_tells_what_came_what_was_found_decided_and_delivered(shared_whole: Whole) -> None:
    _, unpacked = export(shared_whole)
    record = unpacked.message(shared_whole.released)
    assert (record["group"], record["direction"], record["state"]) == (HILLSIDE, "mentor_to_student", "delivered")
    assert record["author"] == {"id": shared_whole.sample.hillside.mentor.id, "role": "mentor"}
    assert record["original"]["text"].strip() == "Call me: 555 0100 200"
    assert record["delivered"]["text"].startswith("Call me: 555 0100 200")
    assert "Program staff can read and keep it." in record["delivered"]["text"]  # the footer
    (finding,) = record["findings"]
    assert (finding["category"], finding["text"], finding["part"]) == ("pii.phone", "555 0100 200", "body")
    assert [one["action"] for one in record["decisions"]] == ["hold", "released"]
    assert record["decisions"][-1]["note"] == "his office number"
    assert record["decisions"][-1]["staff_id"] == shared_whole.sample.actor("lea").id
    (relayed,) = [one for one in record["deliveries"] if one["kind"] == "relay"]
    assert [(one["outcome"], one["code"], one["enhanced_code"]) for one in relayed["attempts"]] == [
        ("delivered", 250, "2.0.0")
    ]
    assert record["severity"] == "medium"
    assert record["categories"] == ["pii.phone"]


async def test_what_masking_changed_stands_beside_what_was_delivered(whole: Whole) -> None:
    sample = whole.sample
    message = mail(sample, sample.riverside, body=f"Write to {GRETA}.\n\nGreta Lind\n")
    message.add_attachment("Bridges hold by tension.\n", filename="Greta-Lind.txt")
    message_id = take_in(sample, sample.riverside, message.as_bytes().replace(b"\n", b"\r\n"))
    await deliver(whole.program)
    _, unpacked = export(whole)
    changes = unpacked.message(message_id)["delivered"]["changes"]
    assert {(one["kind"], one["part"]) for one in changes} == {
        ("address", "body"),
        ("name", "body"),
        ("renamed", "attachment 1"),
    }
    assert all(one["explanation"].endswith(".") for one in changes)
    assert PRIVATE.search(json.dumps(changes)) is None
    assert unpacked.message(whole.delivered)["delivered"]["changes"] == []
    assert unpacked.message(whole.crisis)["delivered"] is None


def test_what_an_earlier_release_delivered_has_no_list_of_changes(whole: Whole) -> None:
    with whole.program.store.engine.begin() as connection:
        connection.execute(delete(DeliveryChanges))
    _, unpacked = export(whole)
    assert unpacked.message(whole.delivered)["delivered"]["changes"] is None


def test_threads_stand_together_and_in_order_with_their_flags(shared_whole: Whole) -> None:
    _, unpacked = export(shared_whole)
    first, second = unpacked.message(shared_whole.delivered), unpacked.message(shared_whole.answer)
    assert first["thread_id"] == second["thread_id"]
    ids = [one["id"] for one in unpacked.messages]
    assert ids.index(shared_whole.answer) == ids.index(shared_whole.delivered) + 1
    assert [flag["label"] for flag in second["flags"]] == ["number"]
    assert [(flag["label"], flag["note"]) for flag in first["thread_flags"]] == [("watch", "twice now")]
    assert second["delivered"] is None


def test_nobody_is_named_outside_of_what_they_wrote(shared_whole: Whole) -> None:
    _, unpacked = export(shared_whole)
    for name, content in unpacked.files.items():
        found = PRIVATE.search(content.decode())
        # What is delivered to a student says who wrote it, and so does the notice: neither stands in these files.
        assert found is None, (name, content.decode()[found.start() - 80 : found.end() + 20])


def test_the_table_has_a_row_for_each_message(shared_whole: Whole) -> None:
    _, unpacked = export(shared_whole)
    rows = unpacked.rows()
    assert [row["id"] for row in rows] == [one["id"] for one in unpacked.messages]
    (released,) = [row for row in rows if row["id"] == shared_whole.released]
    assert released["original_text"].strip() == "Call me: 555 0100 200"
    assert (released["author_role"], released["last_decision"], released["erased"]) == ("mentor", "released", "no")
    assert unpacked.files["messages.csv"].startswith(b'\xef\xbb\xbf"id","thread_id",')
    assert unpacked.files["messages.csv"].endswith(b'"\r\n')


async def test_mails_are_exported_byte_for_byte_as_they_came_and_as_they_went(whole: Whole) -> None:
    sample = whole.sample
    raw = mail(sample, sample.riverside, subject="Ferien", body="From here on:\n>From there\n").as_bytes()
    raw = raw.replace(b"\n", b"\r\n")
    message_id = take_in(sample, sample.riverside, raw)
    smarthost = await deliver(whole.program)
    _, unpacked = export(whole, formats=[ExportFormat.EML, ExportFormat.MBOX])
    thread = f"threads/{unpacked.message(message_id)['thread_id']}"
    assert unpacked.files[f"{thread}/{message_id}-original.eml"] == raw
    (sent,) = [data for recipient, data in smarthost.taken if recipient == sample.riverside.student.email]
    assert unpacked.files[f"{thread}/{message_id}-delivered.eml"] == sent
    assert from_mailbox(unpacked.files[f"{thread}/original.mbox"])[-1:] == [raw.replace(b"\r\n", b"\n")]
    assert from_mailbox(unpacked.files[f"{thread}/delivered.mbox"])[-1:] == [sent.replace(b"\r\n", b"\n")]
    held = f"threads/{unpacked.message(whole.crisis)['thread_id']}/{whole.crisis}"
    assert f"{held}-original.eml" in unpacked.files
    assert f"{held}-delivered.eml" not in unpacked.files


def from_mailbox(content: bytes) -> list[bytes]:
    """Return the mails of a mailbox in mboxrd form."""
    mails = re.split(rb"^From MAILER-DAEMON [A-Z][a-z]{2} .*\n", content, flags=re.MULTILINE)
    assert mails[0] == b""
    assert not re.search(rb"^From .*@", content, re.MULTILINE)
    return [re.sub(rb"^>(>*From )", rb"\1", one[:-1], flags=re.MULTILINE) for one in mails[1:]]


def test_a_mailbox_is_read_by_others_too(shared_whole: Whole, tmp_path: Path) -> None:
    _, unpacked = export(shared_whole, formats=[ExportFormat.MBOX])
    thread = unpacked.message(shared_whole.delivered)["thread_id"]
    (tmp_path / "box").write_bytes(unpacked.files[f"threads/{thread}/original.mbox"])
    box = mailbox.mbox(tmp_path / "box")
    assert [one["Subject"] for one in box] == ["The bridge", "Re: The bridge"]
    box.close()


def test_names_of_attachments_name_no_files(whole: Whole) -> None:
    sample = whole.sample
    message = mail(sample, sample.riverside)
    for name in ("../../etc/cron.d/x", "con.txt", "=cmd|' /C calc'!A0", "n" * 300):
        message.add_attachment(b"data", maintype="application", subtype="octet-stream", filename=name)
    message_id = take_in(sample, sample.riverside, message.as_bytes().replace(b"\n", b"\r\n"))
    _, unpacked = export(whole, formats=[ExportFormat.EML])
    assert len(unpacked.message(message_id)["original"]["attachments"]) == 4
    assert all(re.fullmatch(r"([a-z]+\.(json|jsonl|csv)|threads/th_[0-9a-z]+/[0-9a-z_]+-\w+\.eml)", name)
               for name in unpacked.files)  # fmt: skip


def test_no_cell_is_a_formula(whole: Whole) -> None:
    sample = whole.sample
    evil = ['=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "  =1", '"=1', "\uff1d1", "\uff0b1"]
    ids = [arrive(sample, sample.riverside, subject=text, body=text, findings=()) for text in evil]
    _, unpacked = export(whole)
    rows = {row["id"]: row for row in unpacked.rows()}
    for message_id, text in zip(ids, evil, strict=True):
        assert rows[message_id]["original_text"].startswith("'"), text
        assert rows[message_id]["subject"].startswith("'"), text
        assert unpacked.message(message_id)["original"]["text"].rstrip("\n") == text


def test_what_was_erased_is_left_out_and_said(whole: Whole) -> None:
    with whole.program.store.read() as session:
        key_id = session.get_one(Message, whole.delivered).key_id
    whole.program.keystore.destroy(key_id)
    result, unpacked = export(whole, formats=[ExportFormat.EML, ExportFormat.MBOX])
    record = unpacked.message(whole.delivered)
    assert record["erased"] is True
    assert (record["subject"], record["original"], record["delivered"]) == (None, None, None)
    assert record["state"] == "delivered"
    assert {one["text"] for one in unpacked.message(whole.answer)["findings"]} == {None}
    assert result.counts.erased == unpacked.manifest["counts"]["erased"] == 3  # with the answer, and what was rejected
    assert not any(whole.delivered in name for name in unpacked.files)
    assert unpacked.message(whole.released)["erased"] is False
    assert verify_log(whole.program).passed


def test_a_damaged_mail_does_not_end_the_export(whole: Whole) -> None:
    with whole.program.store.engine.begin() as connection:
        connection.execute(update(MessageBody).where(MessageBody.message_id == whole.crisis).values(data=b"broken"))
    result, unpacked = export(whole, formats=[ExportFormat.EML])
    record = unpacked.message(whole.crisis)
    assert record["unreadable"] is True
    assert record["original"] is None
    assert record["subject"] == "help"
    assert result.counts.unreadable == 1
    assert len(unpacked.messages) == result.counts.messages == 5


@pytest.mark.parametrize("by", ["group", "pair", "thread", "since", "until"])
def test_a_filter_leaves_out_the_rest_and_its_events(whole: Whole, by: str) -> None:
    sample = whole.sample
    _, everything = export(whole, name="everything.zip")
    released = everything.message(whole.released)
    moment = sample.clock.now
    later = arrive(sample, sample.hillside, subject="Later", body="Later", findings=())
    wanted, inside, outside = {
        "group": (ExportFilter(group=HILLSIDE), {whole.released, whole.crisis, later}, whole.delivered),
        "pair": (ExportFilter(pair=sample.hillside.id), {whole.released, whole.crisis, later}, whole.delivered),
        "thread": (ExportFilter(thread=released["thread_id"]), {whole.released}, whole.crisis),
        "since": (ExportFilter(since=moment + timedelta(seconds=1)), {later}, whole.crisis),
        "until": (ExportFilter(group=HILLSIDE, until=moment + timedelta(seconds=1)), {whole.released, whole.crisis},
                  later),
    }[by]  # fmt: skip
    _, unpacked = export(whole, wanted)
    assert {one["id"] for one in unpacked.messages} == inside
    assert unpacked.manifest["audit_complete"] is False
    about = {event["subject"] for event in unpacked.events}
    assert inside <= about
    assert outside not in about
    assert [event["seq"] for event in unpacked.events] == sorted(event["seq"] for event in unpacked.events)
    for text in unpacked.files.values():
        assert outside.encode() not in text


def test_the_whole_log_is_in_an_export_of_everything(shared_whole: Whole) -> None:
    _, unpacked = export(shared_whole)
    assert unpacked.manifest["audit_complete"] is True
    assert [event["seq"] for event in unpacked.events] == list(range(1, unpacked.manifest["audit_sequence"] + 1))
    assert len(unpacked.events) == unpacked.manifest["counts"]["audit_events"]


def test_an_export_is_recorded_before_it_reads_and_when_it_is_made(whole: Whole) -> None:
    result, unpacked = export(whole, ExportFilter(group=RIVERSIDE))
    while whole.program.store.number_events():
        pass
    with whole.program.store.read() as session:
        events = find_events(session, EventFilter(subject=unpacked.manifest["export_id"]), after=0, limit=10)
    begun, made = events
    assert (begun.action, made.action, made.actor) == ("export.begun", "export.made", "operator")
    assert begun.details["group"] == unpacked.manifest["filters"]["group"] == unpacked.messages[0]["group_id"]
    assert made.details == {"size": result.size, "counts": unpacked.manifest["counts"]}
    assert begun.seq == unpacked.manifest["audit_sequence"]
    assert verify_log(whole.program).passed


def test_mail_that_comes_meanwhile_is_not_in_it(whole: Whole) -> None:
    chosen = choose(whole.program, OPERATOR, ExportFilter(), ())
    directory = whole.program.settings.file.parent
    running = Export(whole.program, OPERATOR, chosen, export_id="x_1", directory=directory, progress=no_progress)
    pieces = running.stream()
    first = next(pieces)
    sample = whole.sample
    late = arrive(sample, sample.hillside, Role.STUDENT, subject="late", body="late", findings=())
    (directory / "x.zip").write_bytes(first + b"".join(pieces))
    unpacked = Unpacked(directory / "x.zip")
    assert len(unpacked.messages) == 5
    assert late.encode() not in b"".join(unpacked.files.values())


def test_what_is_not_there_cannot_be_exported(whole: Whole) -> None:
    for wanted in (ExportFilter(group="Atlantis"), ExportFilter(pair="pr_0"), ExportFilter(thread="th_0")):
        with pytest.raises(NotFoundError):
            export(whole, wanted)
    now = whole.sample.clock.now
    with pytest.raises(InvalidInputError):
        export(whole, ExportFilter(since=now, until=now))
    assert not list(whole.program.settings.file.parent.glob("*.zip*"))
