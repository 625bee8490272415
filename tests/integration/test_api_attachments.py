"""A monitor looks at an attached file before deciding: as a release would deliver it, never as it came in."""

import asyncio
import io
import threading
import zipfile
from urllib.parse import unquote

import docx
import httpx
import pytest
from PIL import Image

from relay.model.errors import ConflictError
from relay.model.people import StaffRole
from relay.model.staff import OPERATOR
from relay.service import staff
from relay.store.schema import Message
from tests.support import office, pdfs, pictures
from tests.support.api_client import Api, problem
from tests.support.sample import GRETA, RIVERSIDE, AttachedTo, arrive

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>Greta Lind</text></svg>'


def photo(name: str = "bridge.jpg") -> AttachedTo:
    return AttachedTo(name, "image/jpeg", pictures.iphone_photo("Greta Lind", turn=1))


def essay() -> AttachedTo:
    return AttachedTo("essay.docx", DOCX, office.homework_docx("Greta Lind", f"Greta Lind wrote this: {GRETA}"))


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inside.txt", "x")
    return packed.getvalue()


def hold(api: Api, *files: AttachedTo) -> str:
    return arrive(api.sample, api.sample.riverside, files=files)


async def look(api: Api, message_id: str, n: object = 1, who: str = "ruth") -> httpx.Response:
    return await api.get(f"/messages/{message_id}/attachments/{n}", who)


async def test_a_photo_comes_without_what_it_tells_beside_its_picture(api: Api) -> None:
    held = hold(api, photo())
    response = await look(api, held)
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/jpeg"
    assert response.headers["content-disposition"] == "inline; filename*=UTF-8''bridge.jpg"
    assert response.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    assert not Image.open(io.BytesIO(response.content)).getexif()
    for telling in (b"Exif", b"Lind", b"iPhone", b"Apple"):
        assert telling in photo().content
        assert telling not in response.content
    assert pictures.difference(pictures.opened(response.content), pictures.drawing()) < 10


async def test_a_document_comes_without_its_author_and_the_names_in_it(api: Api) -> None:
    held = hold(api, photo(), essay())
    response = await look(api, held, 2)
    assert (response.status_code, response.headers["content-type"]) == (200, DOCX)
    assert response.headers["content-disposition"] == "attachment; filename*=UTF-8''essay.docx"
    document = docx.Document(io.BytesIO(response.content))
    assert "Lind" not in document.core_properties.author
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "My homework" in text
    assert "Greta wrote this" in text
    inside = b"".join(office.unpacked(response.content).values())
    assert b"Lind" not in inside
    assert GRETA.encode() not in inside


async def test_a_heic_comes_as_the_jpeg_that_would_be_delivered(api: Api) -> None:
    held = hold(api, AttachedTo("IMG_0001.HEIC", "image/heic", pictures.heic("Greta Lind")))
    response = await look(api, held)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/jpeg")
    assert response.headers["content-disposition"] == "inline; filename*=UTF-8''IMG_0001.jpg"
    assert Image.open(io.BytesIO(response.content)).format == "JPEG"
    assert b"Lind" not in response.content
    assert (await api.post(f"/messages/{held}/release", "ruth")).status_code == 200
    again = await look(api, held)
    assert (again.status_code, again.content) == (200, response.content)


async def test_a_text_comes_masked(api: Api) -> None:
    held = hold(api, AttachedTo("Greta Lind.txt", "text/plain", f"I am Greta Lind, {GRETA}\n".encode()))
    response = await look(api, held)
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["content-disposition"] == "attachment; filename*=UTF-8''attachment-1.txt"
    assert response.text.startswith("I am Greta, ")
    assert GRETA not in response.text


async def test_a_name_cannot_end_its_header(api: Api) -> None:
    held = hold(api, AttachedTo('a"; x=\u202egpj.ü 1.txt', "text/plain", b"x\n"))
    disposition = (await look(api, held)).headers["content-disposition"]
    place, _, name = disposition.partition("; filename*=UTF-8''")
    assert place == "attachment"
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEF0123456789%._-")
    assert unquote(name).endswith("ü 1.txt")


CLOSED = {
    "svg": AttachedTo("drawing.svg", "image/svg+xml", SVG),
    "page": AttachedTo("page.html", "text/html", b"<html><script>alert(1)</script></html>"),
    "zip": AttachedTo("files.zip", "application/zip", zipped()),
    "program": AttachedTo("run.exe", "application/octet-stream", b"MZ\x90\0\x03\0\0\0\x04\0"),
    "unknown": AttachedTo("volcano.key", "application/octet-stream", b"\0\1\2\3\4\5" * 40),
    "mismatch": AttachedTo("picture.jpg", "image/jpeg", zipped()),
    "unreadable": AttachedTo("odd.txt", "text/plain", b"caf\x81\x8d\x8f\x90\x9d"),
    "macros": AttachedTo(
        "sums.docx",
        DOCX,
        office.with_parts(office.homework_docx(), {"word/vbaProject.bin": b"macro"}),
    ),
}


@pytest.mark.parametrize("file", CLOSED.values(), ids=CLOSED)
async def test_what_cannot_be_made_safe_is_refused_with_the_reason(api: Api, file: AttachedTo) -> None:
    held = hold(api, file)
    told = problem(await look(api, held), 409)
    assert told["type"].endswith(":conflict")
    assert told["detail"].startswith("The file cannot be looked at, and is left out of a release: ")
    assert file.name not in told["detail"]
    [listed] = (await api.get(f"/messages/{held}/content", "ruth")).json()["original"]["attachments"]
    assert (listed["viewable"], listed["problem"]) == (False, told["detail"])


BROKEN = {
    "a PDF document (it is encrypted)": AttachedTo(
        "report.pdf", "application/pdf", pdfs.locked(pdfs.plain(["Hi"]), user="secret")
    ),
    "a picture (it holds more than can be looked into)": AttachedTo("wall.png", "image/png", pictures.giant_png()),
    "a picture (it is broken, or of a form that is not understood)": AttachedTo(
        "cut.jpg", "image/jpeg", pictures.whatsapp_photo()[:300]
    ),
}


@pytest.mark.parametrize("why", BROKEN)
async def test_what_turns_out_to_be_closed_when_it_is_cleaned_is_refused_too(api: Api, why: str) -> None:
    told = problem(await look(api, hold(api, BROKEN[why])), 409)
    assert told["detail"] == f"The file cannot be looked at, and is left out of a release: {why}."


async def test_the_content_lists_what_can_be_looked_at(api: Api) -> None:
    held = hold(api, photo(), essay(), AttachedTo("files.zip", "application/zip", zipped()))
    attachments = (await api.get(f"/messages/{held}/content", "ruth")).json()["original"]["attachments"]
    assert [(one["n"], one["name"], one["viewable"]) for one in attachments] == [
        (1, "bridge.jpg", True),
        (2, "essay.docx", True),
        (3, "files.zip", False),
    ]
    assert [(one["type"], one["size"]) for one in attachments][:1] == [("image/jpeg", len(photo().content))]
    assert [(one["width"], one["height"]) for one in attachments] == [(320, 200), (None, None), (None, None)]
    assert [one["problem"] for one in attachments[:2]] == [None, None]


@pytest.mark.parametrize("n", ["0", "2", "999999999", "9999999999", "-1", "1.0", "x", "%D9%A1"])
async def test_a_number_that_the_message_does_not_have_is_not_found(api: Api, n: str) -> None:
    problem(await look(api, hold(api, photo()), n), 404)


async def test_of_those_who_look_at_files_and_previews_two_are_served_at_once(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work: list[str] = []
    most: list[int] = []
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow(_program: object, _actor: object, message_id: str, *_more: object) -> None:
        at_work.append(message_id)
        most.append(len(at_work))
        begun.release()
        go_on.wait(20)
        at_work.remove(message_id)
        raise ConflictError("done")

    monkeypatch.setattr("admin_api.routers.messages.preview_use_case", slow)
    monkeypatch.setattr("admin_api.routers.messages.get_attachment", slow)
    held = hold(api, photo())
    asked = [asyncio.create_task(look(api, held)) for _ in range(3)]
    asked += [asyncio.create_task(api.get(f"/messages/{held}/preview", "ruth")) for _ in range(3)]
    for _ in range(2):
        assert await asyncio.to_thread(begun.acquire, timeout=20)
    for _ in range(3):  # everything else is answered meanwhile
        assert (await api.get(f"/messages/{held}", "ruth")).status_code == 200
    assert len(at_work) == 2
    go_on.set()
    for response in await asyncio.gather(*asked):
        problem(response, 409)
    assert (max(most), len(most)) == (2, 6)


async def test_it_is_for_those_who_read_the_text_of_this_message(api: Api) -> None:
    held = hold(api, AttachedTo("notes.txt", "text/plain", b"Three bridges.\n"))
    api.sample.hire("conrad", "conrad@staff.example", StaffRole.ADMINISTRATOR)
    staff.set_conflict(api.sample.program, OPERATOR, "conrad@staff.example", api.sample.riverside.student.id)
    api.sample.hire("greta", GRETA, StaffRole.MONITOR, RIVERSIDE)
    statuses = {
        who: (await look(api, held, who=who)).status_code
        for who in ("ruth", "lea", "ada", "hugo", "nora", "conrad", "greta", "axel", "eva")
    }
    assert statuses == {
        "ruth": 200, "lea": 200, "ada": 200,
        "hugo": 404, "nora": 404, "conrad": 404, "greta": 404,
        "axel": 403, "eva": 403,
    }  # fmt: skip


async def test_every_look_is_recorded_and_a_refusal_shows_nothing(api: Api) -> None:
    held = hold(api, AttachedTo("notes.txt", "text/plain", b"Three bridges.\n"), CLOSED["zip"])
    await look(api, held)
    await look(api, held, 2)
    await look(api, held, 3)
    events = (await api.get(f"/audit/events?subject={held}&limit=200", "ada")).json()["items"]
    looks = [(event["actor"], event["details"]) for event in events if event["action"] == "message.viewed"]
    assert looks == [(api.sample.actor("ruth").id, {"what": "attachment", "n": 1})]


async def test_of_erased_mail_nothing_is_shown(api: Api) -> None:
    held = hold(api, photo())
    with api.sample.program.store.read() as session:
        key = session.get_one(Message, held).key_id
    api.sample.program.keystore.destroy(key)
    told = problem(await look(api, held), 404)
    assert told["type"].endswith(":erased")


async def test_cleaning_one_file_does_not_keep_others_waiting(api: Api) -> None:
    held = hold(api, essay())
    looking = asyncio.create_task(look(api, held))
    assert (await api.get("/me", "ruth")).status_code == 200
    assert not looking.done()
    assert (await looking).status_code == 200
