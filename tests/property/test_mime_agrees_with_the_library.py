"""On well-formed mail the splitter and the standard library read the same leaves; on any other nothing is raised."""

import email
import email.policy
import random
from collections.abc import Iterator
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from hypothesis import example, given
from hypothesis import strategies as st

from relay.mime.author import read_identity
from relay.mime.comparison import parts_differ
from relay.mime.reading import read_message
from relay.mime.tree import MessageTree
from relay.mime.view import safe_view
from tests.support.letters import both_forms, raw_mail, with_attachment

_TEXTS = ("Hi Tim", "Grüße aus Köln\n", "x" * 200, "--b\n--\n", "", "数学 🚀", "a\n\nb\n.\n")
_DEEPEST = 4
# A file of a few random bytes may look like one of text in no charset.
_GUESSED = "some characters of a file cannot be decoded for sure"


def _message(rng: random.Random) -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = "greta@mentors.example"
    message["Subject"] = rng.choice(("The bridge book", "Grüße " * 20, "数学の宿題"))
    message.set_content(rng.choice(_TEXTS), cte=rng.choice(("base64", "quoted-printable")))
    if rng.random() < 0.5:
        message.add_alternative(f"<p>{rng.choice(_TEXTS)}</p>", subtype="html", cte="quoted-printable")
    for number in range(rng.randint(0, 3)):
        message.add_attachment(
            rng.randbytes(rng.randint(0, 300)), "application", "octet-stream", filename=f"ä{number}.bin"
        )
    if rng.random() < 0.3:
        message.add_attachment("a,b\n", subtype="csv", filename="list.csv")
    return message


@given(rng=st.randoms(use_true_random=False))
def test_leaves_types_names_and_contents_are_the_same(rng: random.Random) -> None:
    raw = _message(rng).as_bytes()
    tree = read_message(raw)
    library = email.message_from_bytes(raw, policy=email.policy.default)
    leaves = [part for part in library.walk() if not part.is_multipart()]
    assert set(tree.problems) <= {_GUESSED}
    assert tree.subject == str(library["Subject"]).strip()
    assert [part.content_type for part in tree.parts] == [leaf.get_content_type() for leaf in leaves]
    assert [part.filename for part in tree.parts if part.filename] == [
        leaf.get_filename() for leaf in leaves if leaf.get_filename()
    ]
    assert [part.content for part in tree.parts] == [leaf.get_payload(decode=True) for leaf in leaves]


def _leaf(rng: random.Random) -> MIMEBase:
    kind = rng.randrange(5)
    if kind == 0:
        return MIMEText(rng.choice(_TEXTS), "plain", rng.choice(("utf-8", "utf-16", "utf-8")))
    if kind == 1:
        return MIMEText(f"<p>{rng.choice(_TEXTS)}</p>", "html", "utf-8")
    if kind == 2:
        inner = MIMEText(rng.choice(_TEXTS), "plain", "utf-8")
        inner["Subject"] = "inner"
        return MIMEMessage(inner)
    part = MIMEApplication(rng.randbytes(rng.randint(0, 200)), rng.choice(("octet-stream", "pdf")))
    part.add_header("Content-Disposition", rng.choice(("attachment", "inline")), filename=f"f{rng.randrange(9)}.bin")
    return part


def _tree(rng: random.Random, depth: int) -> MIMEBase:
    if depth == _DEEPEST or rng.random() < 0.4:
        return _leaf(rng)
    part = MIMEMultipart(rng.choice(("mixed", "alternative", "related", "parallel", "x-own")))
    for _ in range(rng.randint(1, 3)):
        part.attach(_tree(rng, depth + 1))
    return part


def _leaves(part: object) -> Iterator[EmailMessage]:
    """Yield what is no multipart, without going into attached messages."""
    assert isinstance(part, EmailMessage)
    if part.get_content_maintype() == "multipart":
        for child in part.iter_parts():
            yield from _leaves(child)
    else:
        yield part


@given(rng=st.randoms(use_true_random=False))
def test_nested_structures_have_the_same_leaves(rng: random.Random) -> None:
    message = _tree(rng, 0)
    message["From"] = "greta@mentors.example"
    raw = message.as_bytes(policy=email.policy.SMTP)
    tree = read_message(raw)
    leaves = list(_leaves(email.message_from_bytes(raw, policy=email.policy.default)))
    assert [part.content_type for part in tree.parts] == [leaf.get_content_type() for leaf in leaves]
    for part, leaf in zip(tree.parts, leaves, strict=True):
        if leaf.get_content_type() == "message/rfc822":
            assert str(leaf.get_content().get_content()).strip() in part.text
        else:
            assert part.content == leaf.get_payload(decode=True)
            assert part.filename == (leaf.get_filename() or "")
    # All that is a matter of judgement, and none of structure.
    assert set(tree.problems) <= {
        "a text is sent twice in one form, and differs", "there is text beside the root of a multipart/related",
        _GUESSED,
    }  # fmt: skip


_SAMPLES = (
    raw_mail("Hi Tim\n> quoted\n-- \nGreta"),
    both_forms("Hi *Tim*", '<p>Hi <b>Tim</b><a href="https://a.example/x">x</a><img src="cid:a@b" alt="d">'),
    with_attachment("x", "Content-Type: message/rfc822\n\nSubject: =?utf-8?q?a?=\n\nin"),
    with_attachment("x", "Content-Type: image/png; name*0*=utf-8''%C3; name*1=b\nContent-ID: <a@b>\n\nPNG"),
    raw_mail("a=C3=BC=\nb", encoding="quoted-printable", headers="Received: from a (b [203.0.113.7])\n by c; x\n"),
)
_BITS = st.sampled_from(
    [
        b"\0", b"\r", b"\n", b"\r\n\r\n", b"\xff\xfe", b"--b", b"--b--", b"=?utf-7?q?+2AA-?=", b'"', b"(", b"<",
        b"&#x110000;", b"&#" + b"9" * 5000 + b";", b"charset=utf-16", b"charset=hz", b"boundary=", b"*0*=",
        b"Content-Type: multipart/mixed", b"Content-Transfer-Encoding: base64\r\n", b"begin 644 a\n%",
        b"-----BEGIN PGP SIGNATURE-----\n", b"<!--", b"<table>",
    ]
)  # fmt: skip


@st.composite
def _broken_mails(draw: st.DrawFn) -> bytes:
    raw = bytearray(draw(st.sampled_from(_SAMPLES)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(raw)))
        end = start + draw(st.integers(0, 30)) * draw(st.booleans())
        raw[start:end] = draw(st.one_of(_BITS, st.binary(max_size=4)))
    return bytes(raw)


def _all_texts(tree: MessageTree) -> str:
    fields = (tree.subject, tree.fields.date, tree.fields.message_id, *tree.fields.recipients)
    names = [name for part in tree.parts for name in (part.name, part.filename, part.content_type, part.content_id)]
    return "\n".join((*fields, *names, *tree.problems, *tree.dropped, *(text for _, text in tree.texts())))


@given(raw=st.one_of(_broken_mails(), st.binary(max_size=200)))
@example(b"Content-Type: text/html\r\n\r\n&#" + b"9" * 5000 + b";")
def test_no_input_raises_and_what_is_read_is_clean(raw: bytes) -> None:
    tree = read_message(raw)
    read_identity(raw)
    safe_view(tree)
    parts_differ(tree)
    text = _all_texts(tree)
    assert text.encode("utf-8")
    assert not {"\0", "\r"} & set(text)
