"""Digital signatures and keys tell who wrote: they are set aside, and it is said (CASES A26, A27)."""

import base64

import pytest

from relay.mime.reading import read_message
from tests.support.letters import both_forms, masked, new_text, part_text, raw_mail, with_attachment

_DATA = "\n".join([base64.b64encode(bytes(range(0x90, 0xC0))).decode(), "iHUEABYKAB0=", "=aBcD"])
_SIGNATURE = (
    f"-----BEGIN PGP SIGNATURE-----\nVersion: GnuPG v2\nComment: by Oldfield\n\n{_DATA}\n-----END PGP SIGNATURE-----\n"
)
_KEY = f"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{_DATA}\n-----END PGP PUBLIC KEY BLOCK-----\n"


def signed(text: str) -> str:
    return f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{text}\n{_SIGNATURE}"


def test_the_frame_of_a_signed_text_is_taken_away() -> None:  # A27
    tree = read_message(raw_mail(signed("Hi Tim,\n\n- -- \nGreta\n- ----\n- a list\n")))
    assert tree.text == "Hi Tim,\n\n-- \nGreta\n----\n- a list\n\n"
    assert (tree.dropped, tree.problems) == (("signature",), ())


def test_text_around_a_signed_text_stays() -> None:
    tree = read_message(raw_mail(f"above\n{signed('inside')}below\n- - as it is"))
    assert tree.text == "above\ninside\nbelow\n- - as it is"


def test_a_quoted_signature_goes_too() -> None:
    quoted = "".join(f"> {line}\n" for line in signed("inside").splitlines())
    tree = read_message(raw_mail(f"thanks\n\n{quoted}"))
    assert tree.text == "thanks\n\n> inside\n"
    assert tree.dropped == ("signature",)


def test_a_signature_in_a_page_goes_and_its_text_stays() -> None:
    page = "<pre>" + signed("Hi &lt;Tim&gt;").replace("\n", "<br>") + "</pre>"
    tree = read_message(both_forms(signed("Hi <Tim>"), page))
    assert (tree.text, tree.html_text, tree.dropped) == ("Hi <Tim>\n", "Hi <Tim>\n", ("signature",))
    data = masked(both_forms(signed("Hi <Tim>"), page)).data
    assert "PGP" not in part_text(data, "html")
    assert "Hi &lt;Tim&gt;" in part_text(data, "html")
    assert new_text(data).startswith("Hi <Tim>")


def test_a_key_in_the_text_goes() -> None:  # A26
    tree = read_message(raw_mail(f"my key:\n{_KEY}bye"))
    assert (tree.text, tree.dropped) == ("my key:\nbye", ("application/pgp-keys",))


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PGP SIGNED MESSAGE-----\n\nno end",
        "-----BEGIN PGP SIGNATURE-----\n\nsome words that are no data\n-----END PGP SIGNATURE-----",
        "-----BEGIN PGP SIGNATURE-----\nsecret: words\n\niHUE\n-----END PGP SIGNATURE-----",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\niHUE",
    ],
)
def test_what_is_no_armour_stays_as_text(text: str) -> None:
    tree = read_message(raw_mail(text))
    assert (tree.text, tree.dropped) == (text, ())


@pytest.mark.parametrize(
    ("content_type", "name", "content", "dropped"),
    [
        ("application/pgp-keys", "OpenPGP_0xABC.asc", _KEY, "application/pgp-keys"),
        ("application/octet-stream", "publickey - greta.oldfield@mentors.example.asc", _KEY, "application/pgp-keys"),
        ("text/plain", "key.txt", _KEY + "\n" + _KEY, "application/pgp-keys"),
        ("application/pgp-keys", "key.gpg", "\u0099\u0001", "application/pgp-keys"),
        ("application/octet-stream", "signature.asc", _SIGNATURE, "signature"),
        ("text/plain", "x.txt.sig", _SIGNATURE, "signature"),
        ("application/pgp-signature", "signature.asc", _SIGNATURE, "signature"),
        ("application/pkcs7-signature", "smime.p7s", "x", "signature"),
        ("application/x-pkcs7-signature", "smime.p7s", "x", "signature"),
    ],
)
def test_keys_and_signatures_as_files_are_no_attachments(
    content_type: str, name: str, content: str, dropped: str
) -> None:
    part = f'Content-Type: {content_type}\nContent-Disposition: attachment; filename="{name}"\n\n{content}'
    tree = read_message(with_attachment("x", part))
    assert (tree.attachments, tree.dropped, tree.problems) == ((), (dropped,), ())


@pytest.mark.parametrize("content", ["my secret", f"words\n{_KEY}", f"{_KEY}words", _KEY + _SIGNATURE])
def test_a_file_that_only_says_that_it_is_a_key_is_an_attachment(content: str) -> None:
    part = f"Content-Type: application/pgp-keys\nContent-Disposition: attachment; filename=k.asc\n\n{content}"
    assert len(read_message(with_attachment("x", part)).attachments) == 1


def test_who_signs_is_not_told_by_what_is_delivered() -> None:
    data = masked(raw_mail(signed("Hi Tim"))).data
    assert b"PGP" not in data
    assert _DATA.encode() not in data
    assert new_text(data).startswith("Hi Tim")
