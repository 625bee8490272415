"""Reading: every mail becomes one tree, whatever its bytes; what is not sure is said."""

import base64
import time

import pytest

from relay.mime.reading import read_message
from relay.mime.tree import PartKind, ReadLimits
from tests.support.letters import both_forms, raw_mail, with_attachment


def test_a_plain_mail_is_its_text() -> None:
    tree = read_message(raw_mail("Hi Tim,\n\nhow are you?\n"))
    assert tree.text == "Hi Tim,\n\nhow are you?\n"
    assert tree.html_text == ""
    assert tree.subject == "The bridge book"
    assert tree.problems == ()
    assert dict(tree.texts()) == {"subject": "The bridge book", "body": "Hi Tim,\n\nhow are you?\n"}


def test_both_forms_are_read_side_by_side() -> None:
    tree = read_message(both_forms("Hi Tim", "<p>Hi <b>Tim</b></p>"))
    assert (tree.text, tree.html_text) == ("Hi Tim", "Hi Tim")


def test_html_alone_is_shown_as_text() -> None:  # B37
    tree = read_message(raw_mail("<p>Hi Tim</p><ul><li>one<li>two</ul>", content_type="text/html"))
    assert tree.text == "Hi Tim\n\n* one\n* two"
    assert tree.html_text == ""
    assert tree.problems == ()


@pytest.mark.parametrize(
    "raw",
    [
        raw_mail(""),
        b"From: a@b.example\r\nSubject: only this\r\n\r\n",
        b"From: a@b.example\r\nSubject: only this\r\n",
        raw_mail("iVBORw0KGgo=", content_type="image/png", encoding="base64"),
        raw_mail("<img src=cid:1>", content_type="text/html"),
    ],
)
def test_mails_without_text_are_valid(raw: bytes) -> None:  # B37
    tree = read_message(raw)
    assert tree.problems == ()
    assert tree.text.strip() == ""


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"\x00" * 100, b"\xff\xfe", b"From", b":", b"\r\n\r\n", b"--b\r\n" * 50])
def test_bytes_that_are_no_mail_are_read_all_the_same(raw: bytes) -> None:
    read_message(raw)


@pytest.mark.parametrize(
    ("content_type", "data", "text"),
    [
        ("text/plain; charset=iso-8859-1", "café\x92s".encode("cp1252", "replace").replace(b"?", b"\x92"), "café’s"),
        ("text/plain; charset=utf-16", "Grüße".encode("utf-16"), "Grüße"),
        ("text/plain; charset=iso-2022-jp", "こんにちは".encode("iso-2022-jp"), "こんにちは"),
        ("text/plain; charset=us-ascii", "Grüße".encode(), "Grüße"),  # B30
        ("text/plain", "Grüße".encode(), "Grüße"),
        ("text/plain; charset=x-unknown", b"plain", "plain"),  # B29
        ('text/plain; charset="utf-8; format=flowed"', "ü".encode(), "ü"),
        ("text/plain; charset=utf-8", "\ufeffmarked".encode(), "marked"),
    ],
)
def test_characters_are_decoded_as_mail_programs_do(content_type: str, data: bytes, text: str) -> None:
    body = base64.encodebytes(data)
    tree = read_message(raw_mail(body, content_type=content_type, encoding="base64"))
    assert tree.text.strip() == text
    assert tree.problems == ()


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("utf-7", b"jane+AEA-x.example", "jane@x.example"),  # A7
        ("rot13", b"uryyb", "uryyb"),  # B29
        ("hex", b"6869", "6869"),
        ("unicode_escape", rb"\u0041", r"\u0041"),
    ],
)
def test_a_code_that_is_no_charset_to_every_mail_program_is_a_problem(charset: str, data: bytes, text: str) -> None:
    tree = read_message(
        raw_mail(base64.encodebytes(data), content_type=f"text/plain; charset={charset}", encoding="base64")
    )
    assert tree.text.strip() == text
    assert tree.problems == ("some characters cannot be decoded for sure",)


def test_characters_that_nobody_can_decode_for_sure_are_a_problem() -> None:
    tree = read_message(raw_mail(b"caf\xe9 and \x81", content_type="text/plain; charset=utf-8"))
    assert tree.text.startswith("caf\u00e9")
    assert tree.problems == ("some characters cannot be decoded for sure",)
    assert tree.parts[0].charset_loss


def test_nul_bytes_do_not_reach_the_text() -> None:  # C37
    assert read_message(raw_mail(b"a\x00b", content_type="text/plain; charset=\0")).text == "ab"


@pytest.mark.parametrize("encoding", ["", "7-bit", "utf-8", "8-bit; x", "8BIT"])
def test_an_unknown_transfer_encoding_is_read_as_it_stands(encoding: str) -> None:  # B31
    assert read_message(raw_mail("Grüße", encoding=encoding)).text == "Grüße"


def test_quoted_printable_joins_soft_breaks() -> None:  # A6
    tree = read_message(raw_mail("write to jane=\n@x.example =C3=BC = ok", encoding="quoted-printable"))
    assert tree.text.startswith("write to jane@x.example ü = ok")


def test_text_in_clear_after_base64_is_kept_and_said() -> None:  # B32
    body = base64.encodebytes(b"hello").decode() + "\nSent through Springfield High\n"
    tree = read_message(raw_mail(body, encoding="base64"))
    assert "hello" in tree.text
    assert "Sent through Springfield High" in tree.text
    assert tree.problems == ("text stands in clear after base64",)


def test_base64_in_one_long_line_and_in_pieces_is_decoded() -> None:  # B25
    long = base64.b64encode(b"hello " * 5000)
    assert read_message(raw_mail(long, encoding="base64")).text == "hello " * 5000
    pieces = base64.encodebytes(b"hello ") + base64.encodebytes(b"again")
    assert read_message(raw_mail(pieces, encoding="base64")).text == "hello again"


def test_a_line_of_a_million_characters_is_read() -> None:  # B24
    assert len(read_message(raw_mail("x" * 1_000_000)).text) == 1_000_000


def test_bare_line_ends_are_read_as_line_ends() -> None:  # B26
    raw = b"From: a@b.example\nSubject: s\n\none\ntwo\rthree\r\nfour"
    assert read_message(raw).text == "one\ntwo\nthree\nfour"


def test_flowed_text_is_joined_and_its_signature_kept() -> None:  # A69
    flowed = "write to jane@ \nschool.example today\n> quoted \n> more\n  indented\n-- \nGreta"
    tree = read_message(raw_mail(flowed, content_type="text/plain; charset=utf-8; format=flowed"))
    assert tree.text == "write to jane@ school.example today\n> quoted more\n indented\n-- \nGreta"
    tree = read_message(raw_mail(flowed, content_type="text/plain; charset=utf-8; format=flowed; delsp=yes"))
    assert tree.text.startswith("write to jane@school.example today")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?b?R3LDvA==?= =?utf-8?b?w59l?=", "Grüße"),
        ("=?utf-8?b?R3LD?= =?utf-8?b?vMOfZQ==?=", "Grüße"),  # a character cut in two
        ("=?iso-8859-1*en?q?Gr=FC=DFe?= x", "Grüße x"),
        ("=?utf-8?q?Construir_el_?=\n =?utf-8?b?cHVlbnRl?=", "Construir el puente"),
        ("a\n =?utf-8?q?b=0Ac=0D=0AReply-To:_x?=", "a b c Reply-To: x"),  # B35, C16
        ("=?UTF-8?Q?=0A?=Bcc: x", "Bcc: x"),  # C19
        ("one\x0btwo\x1cthree", "one two three"),  # C17
        ("=?utf-7?Q?+2AA-?=", "\ufffd"),  # C11
        ("=?nope?q?x?=", "x"),
        ("=?utf-8?z?x?=", "=?utf-8?z?x?="),
        ("=?utf-8?b?!!!?=", ""),
        ("plain =?utf-8?q?and?= mixed", "plain and mixed"),
    ],
)
def test_subjects_are_decoded_and_kept_on_one_line(subject: str, text: str) -> None:
    assert read_message(raw_mail("x", subject=subject)).subject == text


def test_a_raw_subject_with_several_charsets_is_readable_text() -> None:  # C10
    raw = "From: a@b.example\r\nSubject: Grüße =?utf-8?q?=C3=BC?= ".encode() + b"\xe9\r\n\r\nx"
    subject = read_message(raw).subject
    assert subject.encode()
    assert "ü" in subject


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"\r\nno header at all"])
def test_a_mail_without_a_header_is_a_problem(raw: bytes) -> None:
    assert read_message(raw).problems == ("the message has no header",)


def test_a_broken_header_line_stays_out_of_the_body() -> None:  # A43
    for line in (b"Subject : hi", b"no colon here", b"N\xc3\xa4me: x"):
        raw = b"From: a@b.example\r\n" + line + b"\r\nTo: secret@b.example\r\n\r\nbody"
        tree = read_message(raw)
        assert tree.text == "body"
        assert tree.fields.recipients == ("secret@b.example",)
        assert tree.problems == ("a header line cannot be read",)


def test_an_mbox_line_before_the_header_is_passed_over() -> None:
    assert read_message(b"From a@b.example Mon\r\nFrom: a@b.example\r\n\r\nbody").problems == ()


@pytest.mark.parametrize("name", ["From", "To", "Subject", "Date", "Content-Type", "Content-Transfer-Encoding"])
def test_a_second_header_of_a_kind_that_stands_once_is_a_problem(name: str) -> None:  # D3, D8
    tree = read_message(raw_mail("x", headers=f"{name}: a@b.example\n"))
    assert any("more than one" in problem for problem in tree.problems)


def test_two_content_types_in_a_part_are_a_problem() -> None:
    tree = read_message(with_attachment("x", "Content-Type: text/plain\nContent-Type: text/html\n\n<b>x"))
    assert tree.problems == ("there is more than one Content-Type header",)


@pytest.mark.parametrize(
    "content_type", ["multipart/mixed", 'multipart/mixed; boundary=""', 'multipart/mixed; boundary="other"']
)
def test_a_multipart_that_cannot_be_taken_apart_is_a_problem(content_type: str) -> None:  # B44
    tree = read_message(raw_mail("--b\n\nhello\n--b--\n", content_type=content_type))
    assert tree.problems == ("a multipart cannot be taken apart",)
    assert "hello" in tree.text


@pytest.mark.parametrize(
    "header",
    ["name*", "name*0*", "x=1; name*", "name*=utf-8''%F6%zz", "name*0*=us-ascii''a%F6; name*1=b", 'name="a', "=;;=;"],
)
def test_strange_parameters_are_read_or_passed_over(header: str) -> None:  # C6, B42
    assert read_message(raw_mail("hello", content_type=f"text/plain; {header}")).text == "hello"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="notes.txt"', "notes.txt"),
        ("attachment; filename=notes.txt", "notes.txt"),
        ("attachment; filename*=utf-8''caf%C3%A9.txt", "café.txt"),
        ("attachment; filename*0*=utf-8''caf%C3; filename*1*=%A9.txt", "café.txt"),
        ("attachment; filename==?utf-8?q?caf=C3=A9.txt?=", "café.txt"),
        ('attachment; filename="C:\\\\Users\\\\jane\\\\notes.txt"', "notes.txt"),
        ('attachment; filename="../../etc/notes.txt"', "notes.txt"),
        ("attachment", ""),
    ],
)
def test_attachments_are_named_as_in_findings(disposition: str, name: str) -> None:
    tree = read_message(with_attachment("x", f"Content-Type: text/plain\nContent-Disposition: {disposition}\n\nhello"))
    (part,) = tree.attachments
    assert part.filename == name
    assert part.name == f"attachment:{name or 'unnamed plain'}"
    assert (part.name, f"{name}\nhello" if name else "hello") in tree.texts()


def test_two_attachments_of_one_name_are_told_apart() -> None:
    part = 'Content-Type: text/plain\nContent-Disposition: attachment; filename="a.txt"\n\n'
    tree = read_message(with_attachment("x", f"{part}one\n--b\n{part}two"))
    assert [part.name for part in tree.attachments] == ["attachment:a.txt", "attachment:a.txt (2)"]


def test_an_encoded_word_as_content_type_is_an_unknown_file() -> None:  # B43
    tree = read_message(with_attachment("x", "Content-Type: =?utf-8?q?text/html?=\n\n<b>"))
    assert tree.attachments[0].content_type == "application/octet-stream"


def test_html_that_is_an_attachment_is_not_shown_as_the_mail() -> None:  # C47
    tree = read_message(with_attachment("x", "Content-Type: text/html\nContent-Disposition: attachment\n\n<b>y</b>"))
    assert [part.kind for part in tree.parts] == [PartKind.TEXT, PartKind.ATTACHMENT]
    assert tree.text == "x"


def test_text_before_and_after_an_inline_attachment_is_one_body() -> None:
    more = "Content-Type: image/png\nContent-Disposition: inline\n\nx\n--b\nContent-Type: text/plain\n\nafter"
    tree = read_message(with_attachment("before", more))
    assert tree.text == "before\nafter"
    assert len(tree.attachments) == 1


def test_amp_and_reactions_are_shown_to_nobody() -> None:  # A52, A53
    for kind in ("text/x-amp-html", "text/vnd.google.email-reaction+json"):
        tree = read_message(with_attachment("x", f"Content-Type: {kind}\n\nsecret", subtype="alternative"))
        assert "secret" not in str(tree.texts())
        assert tree.dropped == (kind,)


def test_preamble_and_epilogue_are_no_text() -> None:  # A42
    body = "preamble secret\n--b\nContent-Type: text/plain\n\nx\n--b--\nepilogue secret\n"
    tree = read_message(raw_mail(body, content_type='multipart/mixed; boundary="b"'))
    assert tree.text == "x"


def test_an_attached_message_in_base64_is_decoded_before_it_is_looked_into() -> None:  # A40
    inner = base64.encodebytes(raw_mail("the hidden words")).decode()
    tree = read_message(
        with_attachment("x", f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}")
    )
    assert "the hidden words" in tree.attachments[0].text


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ('multipart/encrypted; boundary="b"', "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b--"),
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "x"),
        ("text/plain", "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----"),
        ("message/partial; id=a; number=1; total=2", "x"),  # C30
        ("message/external-body; access-type=URL", "x"),
        ("text/plain", "begin 644 file.doc\nM1234567890\n`\nend"),  # C29
    ],
)
def test_what_nobody_can_look_into_is_a_problem(content_type: str, body: str) -> None:  # A28
    assert read_message(raw_mail(body, content_type=content_type)).problems


def test_the_signature_of_signed_mail_is_set_aside() -> None:  # A27
    more = "Content-Type: application/pgp-signature\n\nsecret"
    tree = read_message(with_attachment("x", more, subtype="signed; protocol=x"))
    assert tree.text == "x"
    assert tree.attachments == ()
    assert tree.dropped == ("signature",)


def test_text_where_a_signature_should_be_is_read_as_text() -> None:
    tree = read_message(with_attachment("x", "Content-Type: text/plain\n\nsecond", subtype="signed; protocol=x"))
    assert tree.text == "x\nsecond"


def test_deep_nesting_is_cut_off_and_said() -> None:  # B58
    raw = b"From: a@b.example\r\n"
    for level in range(3000):
        raw += b'Content-Type: multipart/mixed; boundary="x%d"\r\n\r\n--x%d\r\n' % (level, level)
    tree = read_message(raw + b"\r\nhello")
    assert "parts are nested too deeply" in tree.problems


def test_messages_inside_messages_are_cut_off_and_said() -> None:  # B58
    tree = read_message(b"From: a@b.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 2000 + b"x")
    assert tree.problems


def test_twenty_thousand_parts_are_cut_off_and_said() -> None:  # B57
    started = time.perf_counter()
    tree = read_message(raw_mail("--b\n\nx\n" * 20_000, content_type='multipart/mixed; boundary="b"'))
    assert "there are too many parts" in tree.problems
    assert len(tree.parts) <= ReadLimits().parts
    assert time.perf_counter() - started < 5


def test_a_subject_of_twenty_thousand_encoded_words_is_read_quickly() -> None:  # B57
    started = time.perf_counter()
    read_message(raw_mail("x", subject=" ".join(["=?utf-8?q?word?="] * 12_000)))
    read_message(raw_mail("x", subject="=?utf-8?q?" * 20_000))
    assert time.perf_counter() - started < 5


def test_a_giant_header_is_cut_off_and_said() -> None:
    tree = read_message(raw_mail("body", headers="X: " + "a" * 400_000 + "\n"))
    assert "the header is too large" in tree.problems
    assert tree.text == "body"


@pytest.mark.parametrize(
    "source", ["<div>" * 300_000, "<b>" * 100_000 + "x", "<" * 200_000, "&" * 200_000, "<!--" * 50_000]
)
def test_hostile_html_is_read_quickly(source: str) -> None:
    started = time.perf_counter()
    read_message(raw_mail(source, content_type="text/html"))
    assert time.perf_counter() - started < 5


def test_html_that_is_nested_too_deeply_is_said_and_shown_without_tags() -> None:
    tree = read_message(raw_mail("<div>" * 300_000 + "hello", content_type="text/html"))
    assert tree.problems == ("the HTML is too long or too deeply nested",)
    assert "hello" in tree.text
