"""Exports asked for over the API: whose they are, what is in them, how their files are kept, and who resumes them."""

import asyncio
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest

from relay.model.errors import ConflictError, ForbiddenError, IntegrityError, NotFoundError
from relay.model.export import ExportFilter, ExportFormat, ExportStatus
from relay.model.people import StaffRole
from relay.model.staff import StaffMember
from relay.service import staff
from relay.service.access import staff_by_email
from relay.service.audit_log import verify_log
from relay.service.exporting.jobs import export_directory, get_export, open_export_file, request_export
from relay.service.exporting.worker import ExportWorker, delete_outdated
from relay.service.leases import LEASE
from relay.service.program import Program
from relay.store.exports import claim_export
from relay.store.schema import Message
from tests.support.sample import HILLSIDE, RIVERSIDE, Sample, arrive
from tests.support.whole_program import Whole

LEAH = "leah@staff.example"


@pytest.fixture
def whole(whole: Whole) -> Whole:
    """The whole program, with a lead of one group and a second administrator."""
    whole.sample.hire("leah", LEAH, StaffRole.SAFEGUARDING_LEAD, RIVERSIDE)
    whole.sample.hire("abel", "abel@staff.example", StaffRole.ADMINISTRATOR)
    return whole


async def make_all(program: Program, is_done: Callable[[], bool]) -> None:
    """Run a worker until ``is_done``."""
    stop = asyncio.Event()
    working = asyncio.create_task(ExportWorker(program, poll_seconds=0.05).run(stop))
    async with asyncio.timeout(30):
        while not is_done():  # noqa: ASYNC110 - what changes is a row of a database
            await asyncio.sleep(0.02)
    stop.set()
    await working


async def made(whole: Whole, actor: StaffMember, wanted: ExportFilter, *formats: ExportFormat) -> str:
    """Ask for an export and have it made; return its id."""
    program = whole.program
    export_id = request_export(program, actor, wanted, formats)
    ended = {ExportStatus.DONE, ExportStatus.FAILED}
    await make_all(program, lambda: get_export(program, actor, export_id).status in ended)
    return export_id


def fetched(program: Program, actor: StaffMember, export_id: str) -> zipfile.ZipFile:
    file = open_export_file(program, actor, export_id)
    content = b"".join(file.pieces)
    assert len(content) == file.size
    assert file.name == f"{export_id}.zip"
    return zipfile.ZipFile(io.BytesIO(content))


def ids_in(archive: zipfile.ZipFile) -> set[str]:
    return {json.loads(line)["id"] for line in archive.read("messages.jsonl").splitlines()}


async def test_an_export_is_queued_made_and_fetched(whole: Whole) -> None:
    program, ada = whole.program, whole.sample.actor("ada")
    export_id = request_export(program, ada, ExportFilter(), [ExportFormat.EML])
    waiting = get_export(program, ada, export_id)
    assert (waiting.status, waiting.progress, waiting.size, waiting.filters["formats"]) == (
        "queued", 0.0, None, ["jsonl", "csv", "eml"],
    )  # fmt: skip
    with pytest.raises(ConflictError):
        open_export_file(program, ada, export_id)
    await make_all(program, lambda: get_export(program, ada, export_id).status is ExportStatus.DONE)
    done = get_export(program, ada, export_id)
    assert (done.progress, done.error, done.finished_at) == (1.0, None, whole.sample.clock.now)
    assert done.expires_at == whole.sample.clock.now + timedelta(hours=24)
    archive = fetched(program, ada, export_id)
    assert archive.testzip() is None
    assert {whole.delivered, whole.released, whole.crisis} <= ids_in(archive)
    assert json.loads(archive.read("manifest.json"))["audit_complete"] is True
    assert verify_log(program).passed


async def test_who_is_limited_to_groups_exports_those_alone(whole: Whole) -> None:
    program, leah = whole.program, whole.sample.actor("leah")
    archive = fetched(program, leah, await made(whole, leah, ExportFilter()))
    assert {whole.delivered, whole.answer} <= ids_in(archive)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for hidden in (whole.released, whole.crisis, whole.sample.hillside.id, whole.sample.hillside.mentor.id, HILLSIDE):
        assert hidden.encode() not in everything
    assert json.loads(archive.read("manifest.json"))["audit_complete"] is False


def test_what_the_asker_may_not_see_cannot_be_named_in_an_export(whole: Whole) -> None:
    program, leah, lea = whole.program, whole.sample.actor("leah"), whole.sample.actor("lea")
    with program.store.read() as session:
        thread_id = session.get_one(Message, whole.released).thread_id
    for wanted in (
        ExportFilter(group=HILLSIDE),
        ExportFilter(pair=whole.sample.hillside.id),
        ExportFilter(thread=thread_id),
    ):
        with pytest.raises(NotFoundError):
            request_export(program, leah, wanted)
        assert request_export(program, lea, wanted)


async def test_a_barred_persons_mail_is_not_in_it(whole: Whole) -> None:
    program = whole.program
    staff.set_conflict(program, whole.sample.actor("ada"), "abel@staff.example", whole.sample.hillside.student.id)
    abel = staff_by_email(program, "abel@staff.example")
    archive = fetched(program, abel, await made(whole, abel, ExportFilter(), ExportFormat.EML))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert whole.delivered in ids_in(archive)
    for hidden in (whole.released, whole.crisis, whole.sample.hillside.id):
        assert hidden.encode() not in everything


@pytest.mark.parametrize("name", ["ruth", "nora", "eva", "axel"])
def test_monitors_evaluators_and_auditors_export_nothing(whole: Whole, name: str) -> None:
    with pytest.raises(ForbiddenError):
        request_export(whole.program, whole.sample.actor(name), ExportFilter())


def test_mails_with_their_addresses_are_for_administrators(whole: Whole) -> None:
    for kind in (ExportFormat.EML, ExportFormat.MBOX):
        with pytest.raises(ForbiddenError):
            request_export(whole.program, whole.sample.actor("lea"), ExportFilter(), [kind])


async def test_an_export_is_its_askers_and_the_administrators(whole: Whole) -> None:
    program, sample = whole.program, whole.sample
    export_id = await made(whole, sample.actor("lea"), ExportFilter())
    assert get_export(program, sample.actor("ada"), export_id).status is ExportStatus.DONE
    assert whole.delivered in ids_in(fetched(program, sample.actor("ada"), export_id))
    with pytest.raises(NotFoundError):
        get_export(program, sample.actor("leah"), export_id)
    with pytest.raises(NotFoundError):
        open_export_file(program, sample.actor("leah"), export_id)
    staff.set_conflict(program, sample.actor("ada"), "abel@staff.example", sample.hillside.student.id)
    with pytest.raises(NotFoundError):  # it holds what this administrator must not see
        open_export_file(program, staff_by_email(program, "abel@staff.example"), export_id)
    with pytest.raises(NotFoundError):
        get_export(program, sample.actor("ada"), "x_0")


async def test_who_sees_less_than_before_does_not_get_the_file(whole: Whole) -> None:
    program, sample = whole.program, whole.sample
    export_id = await made(whole, sample.actor("leah"), ExportFilter())
    assert ids_in(fetched(program, sample.actor("leah"), export_id))
    staff.set_conflict(program, sample.actor("ada"), LEAH, sample.riverside.mentor.id)
    with pytest.raises(ForbiddenError):
        open_export_file(program, staff_by_email(program, LEAH), export_id)


async def test_the_file_lies_encrypted_and_goes_after_a_day(whole: Whole) -> None:
    program, ada = whole.program, whole.sample.actor("ada")
    export_id = await made(whole, ada, ExportFilter())
    (file,) = [path for path in export_directory(program).iterdir() if export_id in path.name]
    content = file.read_bytes()
    assert b"messages.jsonl" not in content
    assert b"PK\x03\x04" not in content[:200]
    assert file.stat().st_mode & 0o777 == 0o600
    whole.sample.clock.advance(hours=23, minutes=59)
    delete_outdated(program)
    assert ids_in(fetched(program, ada, export_id))
    whole.sample.clock.advance(minutes=2)
    with pytest.raises(NotFoundError):
        open_export_file(program, ada, export_id)
    delete_outdated(program)
    assert not list(export_directory(program).iterdir())
    assert get_export(program, ada, export_id).status is ExportStatus.EXPIRED
    assert verify_log(program).passed


async def test_a_changed_file_is_not_handed_out_as_whole(whole: Whole) -> None:
    program, ada = whole.program, whole.sample.actor("ada")
    export_id = await made(whole, ada, ExportFilter())
    (file,) = [path for path in export_directory(program).iterdir() if export_id in path.name]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(IntegrityError):
        b"".join(open_export_file(program, ada, export_id).pieces)


async def test_an_export_whose_worker_died_is_begun_anew(whole: Whole) -> None:
    program, sample = whole.program, whole.sample
    ada = sample.actor("ada")
    empty_queue(sample)
    export_id = request_export(program, ada, ExportFilter())
    with program.store.write() as unit:
        dead = claim_export(unit, "w_dead", LEASE)
    assert dead is not None
    assert dead.export_id == export_id
    left = export_directory(program) / f"{export_id}.{dead.fence}.export.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    with program.store.write() as unit:
        assert claim_export(unit, "w_next", LEASE) is None
    sample.clock.advance(seconds=LEASE.total_seconds() + 1)
    await make_all(program, lambda: get_export(program, ada, export_id).status is ExportStatus.DONE)
    assert whole.delivered in ids_in(fetched(program, ada, export_id))
    delete_outdated(program)
    assert not left.exists()


async def test_a_worker_that_ends_gives_its_export_back(whole: Whole) -> None:
    program, sample = whole.program, whole.sample
    empty_queue(sample)
    for _ in range(60):
        arrive(sample, sample.riverside, findings=(), body="Hello again")
    ada = sample.actor("ada")
    export_id = request_export(program, ada, ExportFilter(), [ExportFormat.EML])
    stop = asyncio.Event()
    working = asyncio.create_task(ExportWorker(program, poll_seconds=0.05).run(stop))
    async with asyncio.timeout(30):
        while get_export(program, ada, export_id).status is ExportStatus.QUEUED:  # noqa: ASYNC110
            await asyncio.sleep(0)
    stop.set()
    await working
    assert get_export(program, ada, export_id).status is ExportStatus.RUNNING
    assert not list(export_directory(program).iterdir())
    await make_all(program, lambda: get_export(program, ada, export_id).status is ExportStatus.DONE)
    assert len(ids_in(fetched(program, ada, export_id))) == 65


async def test_nothing_is_made_for_who_was_disabled_meanwhile(whole: Whole) -> None:
    program, sample = whole.program, whole.sample
    export_id = request_export(program, sample.actor("leah"), ExportFilter())
    staff.disable_staff(program, sample.actor("ada"), LEAH)
    ada = sample.actor("ada")
    await make_all(program, lambda: get_export(program, ada, export_id).status is ExportStatus.FAILED)
    assert get_export(program, ada, export_id).error == "whoever asked is no member of staff any more"
    assert not list(export_directory(program).glob(f"{export_id}*"))


def empty_queue(sample: Sample) -> None:
    """Let the export that the story asked for be somebody else's work."""
    with sample.program.store.write() as unit:
        assert claim_export(unit, "w_other", timedelta(days=1))


async def test_an_export_that_never_finishes_is_given_up(whole: Whole) -> None:
    program, sample, ada = whole.program, whole.sample, whole.sample.actor("ada")
    empty_queue(sample)
    export_id = request_export(program, ada, ExportFilter())
    for _ in range(10):
        with program.store.write() as unit:
            assert claim_export(unit, "w_dead", LEASE) is not None
        sample.clock.advance(seconds=LEASE.total_seconds() + 1)
    await make_all(program, lambda: get_export(program, ada, export_id).status is ExportStatus.FAILED)
    error = get_export(program, ada, export_id).error
    assert error is not None
    assert error.startswith("it was begun 10 times")
    with pytest.raises(ConflictError):
        open_export_file(program, ada, export_id)
