"""Links to the page of one user of a service, told by the site, or by the path on any site."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern

_NAME = r"([a-z0-9$@_%][a-z0-9._%~+-]{1,40})"
# Sites that have their users at the root: "instagram.com/timk", or under a word that says so.
_AT_ROOT = pattern(
    r"\b(?:www\.|m\.)?(?:(?:instagram|snapchat|tiktok|twitter|facebook|fb|twitch|github|gitlab|venmo|cash|pinterest|tumblr"
    r"|soundcloud|paypal|instagr|t|m|wa|wattpad|vsco|discordapp|letterboxd|threads|codepen)"
    r"\.(?:com|me|tv|app|am|org|co|net|io)|x\.com)"
    rf"/?(?:add/|users/|@|in/|u/|user/|id/|profile/)?{_NAME}"
)
# Sites that have them under a word, and pages for everybody beside.
_UNDER_A_WORD = pattern(
    r"\b(?:www\.)?(?:(?:khanacademy|duolingo|quizlet|goodreads|chess|roblox|steamcommunity|linkedin|reddit|strava|flickr|inaturalist|lichess|tiktok|medium)\.(?:com|org)"
    r"|bsky\.app|scratch\.mit\.edu|last\.fm|open\.spotify\.com)"
    rf"/(?:member/|users?/|in/|u/|id/|profiles?/|athletes/|people/|@/?)(?:show/)?{_NAME}"
)
_OF_A_WIKI = pattern(
    r"\b[a-z0-9.-]+/(?:wiki/|w/index\.php\?title=)"
    r"(?:user|user_talk|usuari[oa]|usuari[oa]_discusi[o\w]n|special:(?:contributions|emailuser)/?)(?::|%3a|/)?"
    rf"{_NAME}"
)
_ANYWHERE = pattern(
    r"\bhttps?://([a-z0-9.-]+)/(?:[a-z0-9_-]+/){0,2}?(users?|profiles?|members?|athletes|gamertag|friends/add)/(?:show/|id/|@)?"
    rf"{_NAME}"
)
_ALSO_OF_STAFF = ("profile", "member")  # of a newspaper, too
_CHANNEL = pattern(rf"\b(?:youtube\.com|nebula\.tv)/(?:@|c/|user/|channel/)@?{_NAME}")
_AT_NAME = pattern(rf"\bhttps?://[a-z0-9.-]+/@/?{_NAME}")
_APP = pattern(
    r"\b(?:skype:|snapchat:/{2,}add/|tg:/{2,}resolve\?domain=|fb-messenger:/{2,}user(?:-thread)?/|steam:/{2,}friends/add/"
    r"|instagram:/{2,}user\?username=|twitter:/{2,}user\?screen_name=|venmo:/{2,}(?:paycharge\?(?:\S*&)?recipients=|users/)"
    r"|roblox:/{2,}\S*userid=|discord:/{2,}\S*users/|matrix:(?:u|roomid|r)/|whatsapp:/{2,}\S*phone=|msteams:\S*users="
    rf"|kik:/{{2,}}|weixin:/{{2,}}dl/chat\?|cashme:/{{2,}}){_NAME}"
)
_CHANNEL_SITES = ("youtube.com", "nebula.tv")
_NO_PERSONS = (".edu", ".gov", ".mil")  # whose members stand there for the public
_NOT_PROFILES = frozenset(
    "watch p reel reels explore about help legal privacy terms search hashtag tags login home status i events groups games"
    " blog features pricing topics trending learn play catalog discover create settings share sharer download jobs docs"
    " com org the and openai microsoft python nasa wiki r t s guide guides manual list directory register signup sign-up"
    " new agreement policy support faq results feed playlist shorts embed live premium gaming films film lists journal"
    " edit password me profile account user users page pages group index stories story resources handbook".split()
)
_ABOUT_A_CHANNEL = pattern(
    r"\b(?:channels?|videos?|watch(?:ed|ing)?|explains?|explained|documentary|documentaries|series|episode|teaches|lessons?"
    r"|tutorials?|canal|canales|explica|capitulo|serie)\b"
)
_OWN = pattern(
    r"\b(?:my|mine|our|ours|i'?m|subscribe|follow me|add me|find me|dm|mi|mis|nuestro|soy|subo|subi|sigueme|suscribete"
    r"|i (?:have|made|make|post|posted|upload|uploaded|run|started|stream|put|also|got)|we (?:have|made|make|post|upload|run|put))\b"
)
_MADE_UP = pattern(r"[0-9_]")


def find_profile_links(passage: Passage) -> Iterator[Match]:
    """Yield links to somebody's page on a service: "github.com/timk", "…/users/timk", "…/wiki/User:Timk"."""
    text = passage.text
    for expression in (_AT_ROOT, _UNDER_A_WORD, _OF_A_WIKI, _AT_NAME, _APP):
        for match in expression.finditer(text):
            is_address = text[match.start() - 1 : match.start()] == "@"
            if _is_name(match.group(1)) and not is_address and not _CHANNEL.search(match.group(0)):
                yield _profile(match.start(), match.end())
    for match in _ANYWHERE.finditer(text):
        host, word, name = match.group(1), match.group(2), match.group(3)
        is_anybody = not word.startswith(_ALSO_OF_STAFF) or _MADE_UP.search(name) is not None
        if is_anybody and _is_name(name) and not host.endswith((*_NO_PERSONS, *_CHANNEL_SITES)):
            yield _profile(match.start(), match.end())
    for match in _CHANNEL.finditer(text):
        if _is_name(match.group(1)) and not _is_public(passage, match.start(), match.group(0)):
            yield _profile(match.start(), match.end())


def _profile(start: int, end: int) -> Match:
    return Match(Category.PII_HANDLE, start, end, "a link to somebody's profile", 0.9)


def _is_name(written: str) -> bool:
    name = written.strip("@/.").lower()
    return bool(name) and name not in _NOT_PROFILES


def _is_public(passage: Passage, start: int, link: str) -> bool:
    """Whether a channel is talked of as one that anybody may watch, not as one of the two (LABELS, pii.handle)."""
    sentence = passage.around(start, start + 1)
    name = link.rpartition("/")[2]
    told = _ABOUT_A_CHANNEL.search(sentence.replace(link, " ")) is not None
    return told and _MADE_UP.search(name) is None and _OWN.search(sentence) is None
