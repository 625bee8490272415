"""On well-formed mail the splitter and the standard library read the same leaves."""

import email
import email.policy
import random
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from relay.mime.reading import read_message

_TEXTS = ("Hi Tim", "Grüße aus Köln\n", "x" * 200, "--b\n--\n", "", "数学 🚀", "a\n\nb\n.\n")


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
    assert tree.problems == ()
    assert tree.subject == str(library["Subject"]).strip()
    assert [part.content_type for part in tree.parts] == [leaf.get_content_type() for leaf in leaves]
    assert [part.filename for part in tree.parts if part.filename] == [
        leaf.get_filename() for leaf in leaves if leaf.get_filename()
    ]
    assert [part.content for part in tree.parts] == [leaf.get_payload(decode=True) for leaf in leaves]
