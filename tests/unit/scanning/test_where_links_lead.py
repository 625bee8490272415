"""Links: where they lead whatever they look like, what they open, and whose page they are."""

import pytest

from relay.model.category import Category, Severity
from relay.model.decision import Outcome, judge
from relay.model.finding import Finding
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.scanners import DOMAIN, PAIR, scanner_without_opinion, shipped_policy

FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)


def scan(body: str) -> tuple[Finding, ...]:
    return scanner_without_opinion().examine_texts([("body", body)], FROM_TIM).findings


def held_for(body: str) -> set[Category]:
    return {finding.category for finding in scan(body) if finding.severity is not Severity.INFO}


def passes(body: str) -> bool:
    return judge(scan(body), shipped_policy(), None).outcome is Outcome.FORWARD


@pytest.mark.parametrize(
    "url",
    [
        "https://en.wikipedia.org@reader.example/",
        "https://en.wikipedia.org:443@reader.example/",
        "https://en.wikipedia.org%40reader.example/",
        "https://%72eader.example/",
        "https://en.wikipedia.org\\.reader.example/",
        "https:\\\\reader.example\\x",
        "https:/reader.example/x",
        "https:///reader.example/x",
        "https://en.wikipedia.org./wiki/Bridge",
        "https://reader.example./",
    ],
)
def test_a_link_that_is_written_to_hide_its_host_is_held(url: str) -> None:
    assert Category.LINK_SUSPICIOUS in held_for(f"For the report: {url} was good.")


@pytest.mark.parametrize(
    "url",
    [
        "http://3232235777/", "http://0xC0A80101/", "http://0300.0250.0001.0001/", "http://0xC0.0xA8.1.1/",
        "http://192.168.257/", "http://1.1/", "http://[::1]/a", "http://[::ffff:c0a8:0101]/", "http://10.0.0.1:8080/x",
    ],
)  # fmt: skip
def test_a_network_address_in_any_form_is_held(url: str) -> None:
    assert Category.LINK_SUSPICIOUS in held_for(f"For the report: {url} was good.")


@pytest.mark.parametrize(
    "url",
    [
        "https://xn--wikipdia-f1a.org/",
        "https://wikip\u0435dia.org/wiki/Bridge",
        "https://en.wikipedia.org.reader.example/",
        "https://www.nps.gov.reader.example/parks",
        "https://nps-gov.com/x",
        "https://khanacademy-org.top/",
    ],
)
def test_a_host_that_imitates_a_known_one_is_held(url: str) -> None:
    assert Category.LINK_SUSPICIOUS in held_for(f"For the report: {url} was good.")


@pytest.mark.parametrize(
    "url",
    [
        "https://en.wikipedia.org/w/index.php?returnto=https://reader.example/",
        "https://www.nps.gov/redirect?to=https%3A%2F%2Freader.example%2F",
        "https://www.nps.gov/redirect?to=https%253A%252F%252Freader.example%252F",
        "https://www.mit.edu/out?url=//reader.example/x",
        "https://www.google.com/url?q=https://bit.ly/3abcdef",
        "https://web.archive.org/web/2020/https://discord.gg/abcdef",
        "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fforms.gle%2Fabc123&data=05",
    ],
)
def test_a_known_site_that_leads_on_to_another_is_held(url: str) -> None:
    assert Category.LINK_SUSPICIOUS in held_for(f"For the report: {url} was good.")


@pytest.mark.parametrize(
    "link",
    [
        "en.wikipedia.org <https://en.wikipedia.org.reader.example/wiki/Bridge>",
        "wikipedia.org <https://reader.example/?u=wikipedia.org>",
        "https://www.nps.gov/ <https://reader.example/nps.gov>",
        "nps.gov <https://notnps.gov/>",
    ],
)
def test_a_target_that_merely_contains_the_host_that_is_shown_is_held(link: str) -> None:
    assert Category.LINK_SUSPICIOUS in held_for(f"I read {link} for it.")


@pytest.mark.parametrize(
    "link",
    [
        "https://www.nasa.gov/", "https://en.wikipedia.org/wiki/Golden_Gate_Bridge", "https://www.gob.mx/conanp",
        "wikipedia.org <https://en.wikipedia.org/wiki/Bridge>", "en.wikipedia.org <https://www.wikipedia.org/>",
        "www.nps.gov <https://www.google.com/url?q=https%3A%2F%2Fwww.nps.gov%2F&sa=D>",
        "https://web.archive.org/web/2020/https://www.nasa.gov/", "https://es.wikipedia.org/wiki/Usuario_(computación)",
        "https://www.knots.example/bowline", "https://www.goodreads.com/book/show/1234.Hatchet",
        "https://www.chess.com/lessons", "https://scratch.mit.edu/ideas", "https://www.duolingo.com/course/es/en/Spanish",
        "https://www.theguardian.com/profile/georgemonbiot", "https://web.stanford.edu/people/knuth",
        "https://www.health.gov.au/topics", "https://docs.python.org/3/using/index.html",
        "https://www.python.org/users/guide",
    ],
)  # fmt: skip
def test_a_plain_link_passes(link: str) -> None:
    assert passes(f"I read {link} for the report.")


@pytest.mark.parametrize(
    "url",
    [
        "https://en.wikipedia.org/wiki/User:TimK09", "https://en.wikipedia.org/wiki/User_talk:TimK09",
        "https://es.wikipedia.org/wiki/Usuario:TimK09", "https://en.wikipedia.org/wiki/Special:EmailUser/TimK09",
        "https://en.wikipedia.org/w/index.php?title=User:TimK09", "https://www.khanacademy.org/profile/timkow",
        "https://scratch.mit.edu/users/timkow/", "https://github.com/timkow", "https://www.strava.com/athletes/123456",
        "https://www.goodreads.com/user/show/12345678-tim", "https://www.chess.com/member/timkow",
        "https://lichess.org/@/timkow", "https://open.spotify.com/user/timkow", "https://www.duolingo.com/profile/timkow",
        "https://archiveofourown.org/users/timkow", "https://www.inaturalist.org/people/timkow",
        "https://stackoverflow.com/users/1234/tim", "https://imdb.com/user/ur1234567/", "https://letterboxd.com/timkow/",
        "https://mastodon.example/@timkow", "https://forum.example/members/timkow.1234/", "snapchat://add/timkow",
        "tg://resolve?domain=timkow", "steam://friends/add/12345",
    ],
)  # fmt: skip
def test_the_page_of_one_user_is_a_handle_on_any_site(url: str) -> None:
    assert Category.PII_HANDLE in held_for(f"See {url} if you like.")


@pytest.mark.parametrize(
    ("body", "held"),
    [
        ("The channel https://www.youtube.com/@veritasium explains it well.", False),
        ("I watched https://www.youtube.com/@crashcourse videos for the test.", False),
        ("My channel is https://www.youtube.com/@bridgebuilder by the way.", True),
        ("I post videos at https://www.youtube.com/@bridgebuilder every week.", True),
        ("Watch the videos on https://www.youtube.com/@timkow09 tonight.", True),
        ("https://www.youtube.com/@bridgebuilder", True),
    ],
)
def test_a_channel_passes_where_it_is_talked_of_as_one_that_anybody_watches(body: str, *, held: bool) -> None:
    assert (Category.PII_HANDLE in held_for(body)) is held


@pytest.mark.parametrize(
    "link", ["zoommtg://zoom.us/join?confno=123456789", "facetime:someone", "discord://-/channels/1/2", "callto:tim.k"]
)
def test_a_link_that_opens_a_call_or_a_chat_is_held(link: str) -> None:
    assert Category.LINK_SUSPICIOUS in held_for(f"Press {link} now.")
