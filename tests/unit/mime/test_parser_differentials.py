"""What another program could read otherwise than we do is a problem: the mail is held (issue 4, A3; CASES D8, D9)."""

import pytest

from relay.mime.reading import read_message
from tests.support.letters import both_forms, raw_mail, with_attachment

_TWO_WAYS = "a header can be read in two ways"
_BOUNDARY = "a boundary can be read in two ways"
_PARTS = "--b\nContent-Type: text/plain\n\nfirst\n--b\nContent-Type: text/html\n\n<p>first</p>\n--b--\n"


def problems(raw: bytes) -> tuple[str, ...]:
    return read_message(raw).problems


def alternative(*parts: str, subtype: str = "alternative") -> bytes:
    body = "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"
    return raw_mail(body, content_type=f'multipart/{subtype}; boundary="b"')


def text_part(text: str) -> str:
    return f"Content-Type: text/plain; charset=utf-8\n\n{text}"


def page_part(page: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\n\n{page}"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; charset=utf-8; charset=utf-16",
        "text/plain; charset=utf-8; charset*=utf-8''utf-16",
        "text/plain; charset*0=utf; charset*0=latin1",
        "text/plain; format=flowed; format=fixed",
        "text/plain (text/html); charset=utf-8",
        "text/(x)html",
        "text/plain(; x=",
    ],
)
def test_a_type_that_can_be_read_in_two_ways_is_a_problem(content_type: str) -> None:  # D8
    assert _TWO_WAYS in problems(raw_mail("x", content_type=content_type))


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; charset=us-ascii (Plain text)",  # RFC 2045 section 5.1
        "text/plain; charset=utf-8; charset=UTF-8; name=a; name=b".replace("UTF-8", "utf-8"),
        'text/plain; charset="utf-8"; format=flowed; delsp=yes; reply-type=original',
        "text/plain; name=report (1).txt; charset=utf-8",
        'text/plain; charset=utf-8; name="a (b).txt"',
        "text/plain; name=\"a.txt\"; name*=utf-8''%C3%A4.txt",
    ],
)
def test_a_type_that_everybody_reads_alike_is_none(content_type: str) -> None:
    assert problems(raw_mail("x", content_type=content_type)) == ()


@pytest.mark.parametrize(
    "boundary",
    [
        'boundary="b"; boundary="c"',
        'boundary="c"; boundary="b"',
        "boundary*=utf-8''b",
        "boundary*0=b; boundary*1=",
        'boundary="b"; boundary*0="c"',
        'boundary="b "',
        'boundary="=?utf-8?q?b?="',
        "boundary=b(c)",
        'boundary=b"c"',
    ],
)
def test_a_boundary_that_can_be_read_in_two_ways_is_a_problem(boundary: str) -> None:  # D8
    assert _TWO_WAYS in problems(raw_mail(_PARTS, content_type=f"multipart/mixed; {boundary}"))


@pytest.mark.parametrize("boundary", ['boundary="b"', "boundary=b", "Boundary=b", 'boundary="b"; boundary="b"'])
def test_a_plain_boundary_is_none(boundary: str) -> None:
    assert problems(raw_mail(_PARTS, content_type=f"multipart/mixed; {boundary}")) == ()


@pytest.mark.parametrize(
    "body",
    [
        "--b\n\none\n--bb\n\ntwo\n--b--\n",
        "--b\n\none\n--b x\n\ntwo\n--b--\n",
        "--b\n\none\n--b--x\n\ntwo\n--b--\n",
        "--b\n\none\n--b---\n",
        "--bb\n\nzero\n--b\n\none\n--b--\n",
        "--b\n\none\n--b--\n--b2\n\ntwo\n",
    ],
)
def test_a_line_that_only_begins_like_a_boundary_is_a_problem(body: str) -> None:  # RFC 2046 section 5.1.1
    assert _BOUNDARY in problems(raw_mail(body, content_type='multipart/mixed; boundary="b"'))


def test_a_multipart_inside_whose_boundary_is_longer_is_a_problem() -> None:
    inner = 'Content-Type: multipart/alternative; boundary="b1"\n\n--b1\n\nx\n--b1--\n'
    assert _BOUNDARY in problems(with_attachment("x", inner))


def test_blanks_behind_a_boundary_are_none() -> None:  # transport padding
    body = "--b  \n\none\n--b\t\n\ntwo\n--b--  \n"
    tree = read_message(raw_mail(body, content_type='multipart/mixed; boundary="b"'))
    assert (tree.text, tree.problems) == ("one\ntwo", ())


def test_a_part_behind_the_end_is_a_problem_and_no_text() -> None:
    tree = read_message(raw_mail(_PARTS + "--b\n\nsecret\n--b--\n", content_type='multipart/mixed; boundary="b"'))
    assert tree.problems == ("a part stands after the end of a multipart",)
    assert "secret" not in str(tree.texts())


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode", "x-own"])
def test_a_multipart_with_a_transfer_encoding_is_a_problem(encoding: str) -> None:
    raw = raw_mail(_PARTS, content_type='multipart/alternative; boundary="b"', encoding=encoding)
    assert "a multipart has a transfer encoding" in problems(raw)


@pytest.mark.parametrize("name", ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"])
def test_a_mime_field_twice_with_one_value_is_none(name: str) -> None:  # B33
    value = {"Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit"}.get(name, "inline")
    assert problems(raw_mail("x", headers=f"{name}: {value}\nMIME-Version: 1.0\n{name}: {value}\n")) == ()


def test_two_dispositions_in_a_part_are_a_problem() -> None:
    part = "Content-Type: text/plain\nContent-Disposition: inline\nContent-Disposition: attachment\n\ny"
    assert problems(with_attachment("x", part)) == ("there is more than one Content-Disposition header",)


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\nFrom: a@b.example\r\nSubject: s\r\n\r\nbody",  # A43: gives the standard library no defect at all
        b"\n\n\nFrom: a@b.example\r\n\r\nbody",
        b"hello, no header at all",
    ],
)
def test_a_mail_without_header_is_a_problem(raw: bytes) -> None:  # A43
    assert problems(raw)


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (b"X: a\rBcc: b@c.example", "a header holds control characters"),  # C18
        (b"Subject: a\rb", "a header holds control characters"),
        (b"X: a\x00b", "a header holds control characters"),
        (b"Content-Type: text/html\x0b; charset=utf-8", "a header holds control characters"),
        (b"Content-Type: text/plain\x00; charset=utf-8", "a header holds control characters"),
        (b"X: a\r\n \r\nContent-Type: text/html", "a header line cannot be read"),  # blank: the end to some
        (b"X: a\r\n\t", "a header line cannot be read"),
        (b"Content-Type : text/html", "a header line cannot be read"),
        (b"\xc3\xa4: x", "a header line cannot be read"),
        (b"a b: x", "a header line cannot be read"),  # C21
        (b">From a@b.example", "a header line cannot be read"),
    ],
)
def test_a_header_that_ends_or_breaks_elsewhere_for_others_is_a_problem(header: bytes, problem: str) -> None:
    raw = b"From: a@b.example\r\n" + header + b"\r\nTo: c@d.example\r\n\r\nbody"
    tree = read_message(raw)
    assert tree.problems == (problem,)
    assert tree.text == "body"
    assert tree.fields.recipients == ("c@d.example",)


@pytest.mark.parametrize("subject", ["tab\there", "one\x0btwo", "x" * 3000])
def test_a_strange_subject_is_none(subject: str) -> None:  # C17: it is cleaned
    assert problems(raw_mail("x", subject=subject)) == ()


def test_base64_that_goes_on_after_its_end_is_a_problem() -> None:  # some stop at the first "=", some do not
    tree = read_message(raw_mail("aGVsbG8=aGVsbG8=", encoding="base64"))
    assert (tree.text, tree.problems) == ("hellohello", ("base64 goes on after its end",))


@pytest.mark.parametrize("body", ["aGVsbG8=\n", "aGVsbG8", "aGVs\n bG8=\n\n", "aGVsbG8=\n=\n"])
def test_base64_that_ends_is_none(body: str) -> None:
    tree = read_message(raw_mail(body, encoding="base64"))
    assert (tree.text, tree.problems) == ("hello", ())


@pytest.mark.parametrize("body", ["this is no base64 at all", "aGVs!bG8=", "<p>hello</p>"])
def test_a_wrong_label_of_base64_hides_nothing(body: str) -> None:
    tree = read_message(raw_mail(body, encoding="base64"))
    assert tree.problems == ("text stands in clear after base64",)
    assert body.partition("!")[2] in tree.text


def test_quoted_printable_that_is_none_is_text() -> None:
    assert read_message(raw_mail("1+1=2, a=ZZ = b", encoding="quoted-printable")).text == "1+1=2, a=ZZ = b"


def test_two_plain_texts_that_differ_are_a_problem_and_both_are_read() -> None:  # D9: others show the last one
    tree = read_message(alternative(text_part("meet me"), text_part("hello")))
    assert tree.problems == ("a text is sent twice in one form, and differs",)
    assert tree.text == "meet me\nhello"


def test_two_pages_that_differ_are_a_problem_and_both_are_read() -> None:
    tree = read_message(alternative(text_part("hello"), page_part("<p>hello"), page_part("<p>meet me")))
    assert tree.problems == ("a text is sent twice in one form, and differs",)
    assert tree.html_text == "hello\nmeet me"


def test_one_text_sent_twice_is_read_once() -> None:
    tree = read_message(alternative(text_part("hello\n"), text_part("hello"), page_part("<p>hello")))
    assert (tree.text, tree.html_text, tree.problems) == ("hello\n", "hello", ())


def test_a_form_without_words_gives_way_to_the_other() -> None:  # B45
    tree = read_message(both_forms("\n \n", "<p>the words</p>"))
    assert (tree.text, tree.html_text, tree.blocks[0].plain) == ("the words", "", None)
    tree = read_message(both_forms("the words", "<div><br></div>"))
    assert (tree.text, tree.blocks[0].html) == ("the words", None)
    tree = read_message(both_forms("the words", "<img src=cid:x>"))
    assert tree.blocks[0].html == "<img src=cid:x>"


def test_the_structure_of_apple_mail_is_one_text_in_two_forms() -> None:  # C47
    related = (
        'Content-Type: multipart/related; type="text/html"; boundary="r"\n\n'
        f"--r\n{page_part('one <img src=cid:p>')}\n"
        "--r\nContent-Type: image/png\nContent-ID: <p>\nContent-Disposition: inline; filename=p.png\n\nPNG\n--r--\n"
    )
    mixed = (
        'Content-Type: multipart/mixed; boundary="m"\n\n'
        f"--m\n{related}\n--m\nContent-Type: application/pdf\nContent-Disposition: inline; filename=a.pdf\n\nPDF\n"
        f"--m\n{page_part('two')}\n--m--\n"
    )
    tree = read_message(alternative(text_part("one\n\ntwo"), mixed))
    assert tree.problems == ()
    assert (tree.text, tree.html_text) == ("one\n\ntwo", "one\ntwo")
    assert [part.content_id or part.filename for part in tree.attachments] == ["p", "a.pdf"]


def test_text_beside_the_root_of_a_related_is_a_problem() -> None:
    tree = read_message(alternative(page_part("hello"), page_part("meet me"), subtype='related; type="text/html"'))
    assert tree.problems == ("there is text beside the root of a multipart/related",)
    assert tree.text == "hello\nmeet me"


def test_a_related_whose_root_is_not_its_first_part_is_a_problem() -> None:
    parts = [
        f"Content-ID: <one>\nContent-Type: image/png\nContent-Disposition: inline; filename=a\n\n{text_part('')}",
        f"Content-ID: <two>\n{page_part('x')}",
    ]
    assert problems(alternative(*parts, subtype='related; start="<two>"'))
    first = [f"Content-ID: <one>\n{page_part('x')}", "Content-ID: <two>\nContent-Type: image/png\n\nPNG"]
    assert problems(alternative(*first, subtype='related; start="<one>"')) == ()


@pytest.mark.parametrize("kind", ["text/x-amp-html", "text/watch-html"])
def test_a_third_form_is_shown_to_nobody_and_named(kind: str) -> None:  # A52
    tree = read_message(alternative(text_part("x"), f"Content-Type: {kind}\n\n<p>secret", page_part("x")))
    assert "secret" not in str(tree.texts())
    assert (tree.dropped, tree.problems) == ((kind,), ())


def test_a_signed_mail_with_a_third_part_is_a_problem() -> None:
    parts = (text_part("x"), "Content-Type: application/pgp-signature\n\ns", text_part("secret"))
    assert problems(alternative(*parts, subtype="signed")) == (
        "a signed mail has other parts than a text and its signature",
    )


@pytest.mark.parametrize(
    ("before", "behind", "dropped"),
    [
        ("This is a multi-part message in MIME format.\n", "", ()),
        ("This is an OpenPGP/MIME signed message (RFC 4880 and 3156)\n", "\n\n", ()),
        ("\n \n", "\n", ()),
        ("secret words\n", "", ("preamble",)),
        ("", "secret words\n", ("epilogue",)),
        ("one secret\n", "other secret", ("preamble", "epilogue")),
    ],
)
def test_text_before_and_behind_the_parts_is_no_text_and_is_named(
    before: str, behind: str, dropped: tuple[str, ...]
) -> None:  # A42
    tree = read_message(raw_mail(before + _PARTS + behind, content_type='multipart/alternative; boundary="b"'))
    assert (tree.text, tree.dropped, tree.problems) == ("first", dropped, ())


def test_text_beside_parts_without_words_is_a_problem() -> None:  # it may be the mail itself
    body = "Dear Tim, see you\n--b\nContent-Type: text/plain\n\n\n--b--\n"
    tree = read_message(raw_mail(body, content_type='multipart/mixed; boundary="b"'))
    assert tree.problems == ("there is text outside of the parts of a multipart, and none in them",)


def test_html_of_a_mail_that_is_declared_an_attachment_is_a_file() -> None:  # C47
    raw = raw_mail("<p>secret", content_type="text/html", headers="Content-Disposition: attachment\n")
    tree = read_message(raw)
    assert (tree.text, [part.content_type for part in tree.attachments]) == ("", ["text/html"])
    assert "secret" in str(tree.texts())


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ('<meta charset="iso-8859-2"><p>\xb1\xe6</p>', "ąć"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>\xcf\xf0\xe8', "При"),
        ("<p>\xe9</p>", "é"),
    ],
)
def test_a_page_without_a_label_is_read_by_its_own(page: str, text: str) -> None:  # B29
    tree = read_message(raw_mail(page.encode("latin-1"), content_type="text/html"))
    assert tree.text == text
    assert bool(tree.problems) == ("meta" not in page)
