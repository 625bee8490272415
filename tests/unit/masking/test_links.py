"""Links in text and as targets: unwrapped, without what identifies, or gone (CASES A49, A50)."""

import base64

import pytest

from relay.identities.people import known_people
from relay.masking.links import safe_target
from tests.support.letters import GRETA, RELAY_DOMAIN, TIM
from tests.support.masked_text import masked_text

_SAFE = "https://nam02.safelinks.protection.outlook.com/?url={url}&data=05%7C01%7Ctim.kowalczyk%40school.example%7Cabc&reserved=0"
_B64 = base64.b64encode(b"https://a.example/x?b=1").decode()
_ADDRESS = base64.urlsafe_b64encode(TIM.addresses[0].encode()).decode().rstrip("=")


def target(link: str) -> str:
    return safe_target(link, known_people(GRETA, TIM), RELAY_DOMAIN)


@pytest.mark.parametrize(
    ("wrapped", "link"),
    [
        (_SAFE.format(url="https%3A%2F%2Fa.example%2Fx%3Fb%3D1"), "https://a.example/x?b=1"),
        (
            "https://gcc02.safelinks.protection.outlook.com/ap/w-59/?url=https%3A%2F%2Fa.example%2Fx",
            "https://a.example/x",
        ),
        (
            "https://eur01.safelinks.protection.outlook.com/GetUrlReputation?data=x&url=http%3A%2F%2Fa.example",
            "http://a.example",
        ),
        (
            "https://urldefense.proofpoint.com/v1/url?u=http://www.bouncycastle.org/&k=oIvRg1%2BdGAgOoM",
            "http://www.bouncycastle.org/",
        ),
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_x-3Fb-3D1&d=DwMFaQ&r=tim",
            "https://a.example/x?b=1",
        ),
        ("https://urldefense.com/v3/__https://a.example/y__;!!abc$", "https://a.example/y"),
        ("https://urldefense.com/v3/__https:/a.example/y__;!!abc$", "https://a.example/y"),
        ("https://urldefense.com/v3/__https://a.example/*section__;Iw!!abc$", "https://a.example/#section"),
        ("https://urldefense.us/v3/__https://a.example/caf*__;w6k!!abc$", "https://a.example/café"),
        ("https://urldefense.com/v3/__https://a.example/q?x=**A&y=*__;JCUm!!abc$", "https://a.example/q?x=$%&y=&"),
        ("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fa.example%2fx&c=E,1,abc&typo=1", "https://a.example/x"),
        ("https://secure-web.cisco.com/1abcDEF-ghi/https%3A%2F%2Fa.example%2Fx", "https://a.example/x"),
        (
            "https://imsva91-ctp.trendmicro.com/wis/clicktime/v1/query?url=https%3a%2f%2fa.example%2fx&umid=1",
            "https://a.example/x",
        ),
        (f"https://eu-central-1.protection.sophos.com/?d=a.example&u={_B64}&i=abc&t=def", "https://a.example/x?b=1"),
        ("https://protect2.fireeye.com/url?k=abc&u=https://a.example/x", "https://a.example/x"),
        ("https://protect.checkpoint.com/v2/___https://a.example/x___.YXAxOnRpbQ==", "https://a.example/x"),
        ("https://url.avanan.click/v2/r01/___https://a.example/x___.YXAxOnRpbQ==", "https://a.example/x"),
        ("https://clicktime.symantec.com/3abc?u=https%3A%2F%2Fa.example%2Fx", "https://a.example/x"),
        ("https://antiphishing.vadesecure.com/v4?f=abc&u=https%3A%2F%2Fa.example%2Fx", "https://a.example/x"),
        ("https://abc.r.us-east-1.awstrack.me/L0/https:%2F%2Fa.example%2Fx/1/0100/abc=1", "https://a.example/x"),
        ("https://www.google.com/url?q=https://a.example/x&sa=D&ust=1", "https://a.example/x"),
        ("https://www.google.es/url?sa=t&url=https%3A%2F%2Fa.example%2Fx", "https://a.example/x"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx&h=AT1", "https://a.example/x"),
        ("https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fa.example%2Fx", "https://a.example/x"),
        (
            _SAFE.format(url="https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2F%2Fa.example%2Fy__%3B%21%21abc%24"),
            "https://a.example/y",
        ),
        (_SAFE.format(url="https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%3A%2F%2Fa.example"), "https://a.example"),
    ],
)
def test_a_wrapped_link_is_unwrapped(wrapped: str, link: str) -> None:
    assert target(wrapped) == link
    assert masked_text(f"see {wrapped} now") == f"see {link} now"
    assert masked_text(f"(see <{wrapped}>).") == f"(see <{link}>)."


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://protect-us.mimecast.com/s/AbCdEf?domain=a.example",
        "https://url.us.m.mimecastprotect.com/s/AbCdEf?domain=a.example",
        "https://u123.ct.sendgrid.net/ls/click?upn=u001.abc-def",
        "https://www.mailcontrol.com/sr/abcdef==",
        "https://url.emailprotection.link/?babcdef",
        "https://r20.rs6.net/tn.jsp?f=001abc",
        "https://nam02.safelinks.protection.outlook.com/?data=05%7C01%7Cx",
        "https://urldefense.com/v3/__https://a.example/cut",
        _SAFE.format(url="https%3A%2F%2Fprotect-us.mimecast.com%2Fs%2FAbC"),
    ],
)
def test_a_link_for_one_reader_that_cannot_be_unwrapped_goes(wrapped: str) -> None:
    assert target(wrapped) == ""
    assert masked_text(f"see {wrapped} now") == "see [removed] now"


@pytest.mark.parametrize(
    ("link", "left"),
    [
        ("https://a.example/x?recipient=me%40x.example&id=7", "https://a.example/x?id=7"),
        ("https://a.example/x?id=7&recipient=4711", "https://a.example/x?id=7"),
        ("https://a.example/?email=greta.oldfield%40mentors.example&y=1", "https://a.example/?y=1"),
        ("https://a.example/?y=1&email=greta.oldfield@mentors.example#top", "https://a.example/?y=1#top"),
        ("https://a.example/?u=Z3JldGEub2xkZmllbGRAbWVudG9ycy5leGFtcGxl&y=1", "https://a.example/?y=1"),
        (f"https://a.example/?z={_ADDRESS}&y=1", "https://a.example/?y=1"),
        (f"https://a.example/?z={TIM.addresses[0].encode().hex()}&y=1", "https://a.example/?y=1"),
        ("https://a.example/?to=tim.kowalczyk%2540school.example", "https://a.example/"),
        ("https://a.example/?name=Greta+Oldfield&y=1", "https://a.example/?y=1"),
        ("https://a.example/?name=Greta%20Oldfield&amp;y=1", "https://a.example/?y=1"),
        ("https://a.example/?utm_source=news&utm_term=goldfield7", "https://a.example/?utm_source=news"),
        ("https://a.example/?utm_source=news&mc_cid=1&mc_eid=abc", "https://a.example/?utm_source=news&mc_cid=1"),
        (
            "https://a.us1.list-manage.com/track/click?u=1&id=2&e=3",
            "https://a.us1.list-manage.com/track/click?u=1&id=2",
        ),
        ("https://a.example/?email=5f4dcc3b5aa765d61d8327deb882cf99&y=1", "https://a.example/?y=1"),
        (
            "https://docs.google.com/document/d/1a/edit?usp=sharing&ouid=108",
            "https://docs.google.com/document/d/1a/edit?usp=sharing",
        ),
        ("https://a.example/x#email=greta.oldfield@mentors.example", "https://a.example/x"),
        ("https://a.example/x?mkt_tok=abc&_hsenc=def", "https://a.example/x"),
    ],
)
def test_what_identifies_goes_from_a_query_and_the_rest_stays(link: str, left: str) -> None:
    assert target(link) == left
    assert masked_text(f"see {link}, please") == f"see {left}, please"


@pytest.mark.parametrize(
    "link",
    [
        "https://a.example/greta.oldfield@mentors.example/x",
        "https://a.example/u/goldfield7?y=1",
        "https://a.example/greta%2Eoldfield%40mentors%2Eexample",
        "https://school-my.sharepoint.com/personal/greta_oldfield_mentors_example/Documents",
        f"https://a.example/open/{_ADDRESS}",
        "https://oldfield.example/x",
        "https://greta-oldfield.carrd.example/",
        "https://user:oldfield@a.example/",
        "https://a.example/" + "?a=1" + "&b=oldfield" * 100,
    ],
)
def test_a_link_that_identifies_by_its_path_goes(link: str) -> None:
    assert target(link) == ""
    assert masked_text(f"see {link} now") == "see [removed] now"


@pytest.mark.parametrize(
    "link",
    [
        "https://library.example/books?id=7&x=%20y",
        "https://en.wikipedia.org/wiki/Foo_(bar)",
        "https://a.example/?utm_source=news&utm_medium=email&utm_campaign=fall",
        "https://a.example/search?q=old+field",
        "https://a.example/?email=&user=7&e=1&u=2&to=home",
        "https://www.google.com/url",
        "https://www.google.com/search?q=https://a.example",
        "https://www.mimecast.com/products/",
        "https://a.example/path/with/YmFzZTY0IGxpa2UgdGhpbmdz/in-it",
        "http://[::1]:8080/x",
        "https://[not-an-address/x",
        "https://youtu.be/dQw4w9WgXcQ?t=43",
        "https://a.example/%E2%98%83?x=%ZZ&y=%",
    ],
)
def test_other_links_stay_as_they_are(link: str) -> None:
    assert target(link) == link
    assert masked_text(f"see {link} now") == f"see {link} now"
    assert masked_text(f"[see]({link}).") == f"[see]({link})."


def test_a_mail_link_leads_to_the_mask_or_nowhere() -> None:
    assert target("mailto:Greta.Oldfield@mentors.example?subject=x") == f"mailto:{GRETA.masked_address}"
    assert target("mailto:greta%2Eoldfield%40mentors.example") == f"mailto:{GRETA.masked_address}"
    assert target("mailto:tim.kowalczyk@school.example") == ""
    assert target("mailto:help@staff.example?cc=greta.oldfield@mentors.example") == ""
    assert target("mailto:concern@mail.relay.example") == "mailto:concern@mail.relay.example"


@pytest.mark.parametrize("mark", ["", "> "])
def test_a_gateways_link_that_was_wrapped_over_lines_is_unwrapped(mark: str) -> None:
    link = _SAFE.format(url="https%3A%2F%2Fa.example%2Fx%3Fb%3D1")
    text = f"{mark}see\n{mark}{link[:76]}\n{mark}{link[76:]}\n{mark}and tell me"
    assert masked_text(text) == f"{mark}see\n{mark}https://a.example/x?b=1\n{mark}and tell me"


def test_a_link_in_brackets_that_was_wrapped_over_lines_is_read_whole() -> None:
    assert masked_text("see <https://a.example/long/path?email=greta.old\nfield@mentors.example&y=1> now") == (
        "see <https://a.example/long/path?y=1> now"
    )
    assert (
        masked_text("see <https://a.example/long/path\n/and/more> now")
        == "see <https://a.example/long/path\n/and/more> now"
    )


def test_a_link_in_the_next_line_is_a_link_of_its_own() -> None:
    wrapped = _SAFE.format(url="https%3A%2F%2Fa.example%2Fx")
    assert masked_text(f"{wrapped}\nhttps://b.example/?a=1\n") == "https://a.example/x\nhttps://b.example/?a=1\n"
