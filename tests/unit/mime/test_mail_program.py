"""The family of the program that wrote a mail, told by its header."""

from pathlib import Path

import pytest

from relay.mime.reading import read_message
from relay.model.sending import MailProgram

CLIENTS = Path(__file__).parents[2] / "corpus" / "clients"
FAMILIES = {
    "apple_ios": MailProgram.APPLE_IOS,
    "apple_mail": MailProgram.APPLE_MAC,
    "gmail": MailProgram.GMAIL,
    "k9": MailProgram.ANDROID,
    "outlook": MailProgram.OUTLOOK,
    "proton": MailProgram.PROTON,
    "samsung": MailProgram.ANDROID,
    "school_gmail": MailProgram.GMAIL,
    "share_android": MailProgram.GMAIL,  # an app hands its page over to Gmail's
    "share_ios": MailProgram.APPLE_IOS,
    "thunderbird": MailProgram.THUNDERBIRD,
    "yahoo": MailProgram.YAHOO,
}


@pytest.mark.parametrize("mail", sorted(CLIENTS.glob("*_incoming.eml")), ids=lambda path: path.stem)
def test_the_programs_that_people_use_are_known(mail: Path) -> None:
    (family,) = (family for prefix, family in FAMILIES.items() if mail.name.startswith(prefix))
    assert read_message(mail.read_bytes()).fields.program is family


@pytest.mark.parametrize(
    ("headers", "family"),
    [
        ("X-Mailer: Microsoft Outlook 16.0\n", MailProgram.OUTLOOK),
        ("X-Mailer: WebService/1.1 YahooMailAndroidMobile\n", MailProgram.YAHOO),
        ("User-Agent: Roundcube Webmail/1.6\n", MailProgram.WEBMAIL),
        ("User-Agent: Evolution 3.52\n", MailProgram.DESKTOP),
        ("X-Mailer: iPad Mail (21A)\nMessage-ID: <1@mail.gmail.com>\n", MailProgram.APPLE_IOS),  # by way of Gmail
        ("X-Mailer: Tim's own 1.0 <script>\n", MailProgram.OTHER),
        ("X-Mailer: one of a school\nMessage-ID: <1@mail.gmail.com>\n", MailProgram.GMAIL),
        ("X-Mailer: \xff\xfe\n", MailProgram.OTHER),
        (f"X-Mailer: {'x' * 5000} Thunderbird\n", MailProgram.OTHER),
        ("X-Mailer:\n", None),
        ("", None),
    ],
)
def test_whatever_a_program_calls_itself_it_is_one_of_a_closed_list(headers: str, family: MailProgram | None) -> None:
    raw = f"From: tim@school.example\n{headers}\nHello\n".encode("latin-1")
    assert read_message(raw).fields.program is family
