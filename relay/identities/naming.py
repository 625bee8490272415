"""Where an everyday word with a capital is somebody's name: after a title, in what mail programs write, in a sign-off.

Mail programs write in the language of their owner: the words below are those of the common ones.
"""

import re

from relay.identities.everyday import EVERYDAY, GREETING_WORDS, NUMBERED
from relay.identities.fold import fold
from relay.identities.people import NAME_SEPARATORS, Person
from relay.identities.signoff import signs_off
from relay.identities.spot import Spot


def _any(words: str) -> str:
    """Return a pattern for any of ``words``, parted by ``|``, folded."""
    return "|".join(re.escape(fold(word.strip()).text) for word in words.split("|"))


_TITLES = (
    "mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|coach|mister|sr|sra|srta|señor|señora|señorita|don|doña|profesor"
    "|profesora|maestro|maestra|herr|frau|monsieur|madame|mme|mlle|signor|signora|sig|sig.ra|senhor|senhora|dona|dhr"
    "|mevrouw|meneer|mevr|hr|fru"
)
_TITLE = re.compile(rf"(?:^|[^\w])(?:{_any(_TITLES)})\.?[ \t]{{1,2}}(?:[^\W\d_]\.[ \t]?)?\Z")
_SURE_TITLE = re.compile(r"(?:^|[^\w])(?:mr|mrs|ms|dr|prof)\.?[ \t]{1,2}\Z")  # before a name without a capital too
_LABELS = (
    "surname|last name|lastname|last_name|family name|familyname|family_name|apellido|apellidos|primer apellido"
    "|nachname|familienname|nom|nom de famille|cognome|sobrenome|apelido|achternaam|nazwisko|efternamn|efternavn"
    "|etternavn|sukunimi|姓|성"
)
_LABEL = re.compile(
    rf"(?:^|[^\w])(?:{_any(_LABELS)})[\"']?(?:[ ]?[:=：;|\t][ ]?|[ ](?:is|es|ist|est|è)[ ]|[ ])[\"']?\Z"
)
_CLOSINGS = "sincerely|regards|wishes|cheers|thanks|yours|love|hugs|best|saludos|abrazo|atentamente|gracias|gruß|grüße"
_CLOSING = re.compile(rf"(?:{_any(_CLOSINGS)})[,!][ \t]{{1,3}}(?:[-–—~]{{1,2}}[ \t]?)?\Z")
_CLOSED = re.compile(r"[ \t]*(?:[\n.,!<(>~-]|\Z)")
_DOCUMENT = _any("cv|resume|résumé|curriculum|curriculum vitae|lebenslauf")
_DOCUMENT_BEFORE = re.compile(rf"(?:^|[^\w])(?:{_DOCUMENT})(?:[ _-]+|[ ](?:of|de|von)[ ])\Z")
_DOCUMENT_AFTER = re.compile(rf"(?:['’]s)?[ _-]+(?:{_DOCUMENT})(?![^\W\d_])")
_PAGE_NUMBER = re.compile(r"[ \t]{1,3}\d{1,3}[ \t]*")
_REACH = 200
_LEADS = (_TITLE, _LABEL, _DOCUMENT_BEFORE)
_LONGEST_LEAD = 32
_FAMILY_AFTER = re.compile(r"(?:es|s)?['’]?[ ](?:family|household|residence|familia)\b")
_ARTICLE_BEFORE = re.compile(r"(?:^|[^\w])(?P<the>the|los|las)[ ]\Z")
_OF_BEFORE = re.compile(r"\bof[ ]the[ ]\Z")
_PLURAL = re.compile(r"(?:es|s)(?=['’]|[ ,.;:!?)]|\n|\Z)")

_HEADERS = (
    "from|to|cc|bcc|name|sent by|signed|signed by|reply-to|author|organizer|organiser|attendee|attendees|sender"
    "|recipient|by|de|para|enviado por|remitente|destinatario|cco|responder a|von|an|kopie|absender|empfänger"
    "|antwort an|expéditeur|destinataire|à|copie à|da|a|inviato da|mittente|ccn|remetente|van|aan|afzender|od|do|dw|udw"
    "|nadawca|från|till|kopia|fra|til|kopi|avsender|afsender|lähettäjä|vastaanottaja|kopio|差出人|送信者|宛先|发件人|收件人"
    "|抄送|寄件者|寄件人|收件者|副本|보낸 사람|받는 사람|보낸사람|받는사람|참조|от|кому|копия|kimden|kime"
)
_HEADER_LINE = re.compile(rf"[\s>*_|]*(?:{_any(_HEADERS)})[*_]*[ \t]*[:：]")
_FURTHER_HEADER = re.compile(
    rf"[\s>*_|]*(?:{_any(_HEADERS)}|{_any('sent|date|subject|enviado|fecha|asunto|gesendet|datum|betreff|date|objet')})"
    r"[*_]*[ \t]*[:：]"
)
_LONGEST_HEADER = 200
_ENTRY_BEGINS = re.compile(r"[:：;,<>\"“”'()\[\]|\t]")
_ENTRY_ENDS = re.compile(r"[;,<>\"“”'()\[\]|\t\n]")
_ADDRESS = re.compile(r"[\"'”’]?[ \t]*[<\[(](?:mailto:)?[^\s<>()\[\]]{1,80}@")
_NOT_A_NAME = re.compile(r"[^\W\d_]{2,}")

_WROTE = (
    "wrote|writes|schrieb|schreibt|escribió|ha escrito|escribio|a écrit|écrit|ha scritto|scrisse|escreveu|schreef"
    "|heeft geschreven|napisał|napisał(a)|napisała|pisze|skrev|kirjoitti|написал|написал(а)|пишет|napsal|napsal(a)|irta"
    "|a scris|yazdı|写道|寫道|写道|님이 작성|님이 씀|さんは書きました|さんが書きました|έγραψε|כתב|كتب"
)
_WROTE_AFTER = re.compile(rf"[\"'”’*_]?[\s>]*(?:<[^<>\n]{{0,120}}>[\s>]*)?,?[\s>]*(?:{_any(_WROTE)})[ \t]*[:：]")
_ADDRESS_AFTER = re.compile(r"[\"'”’*_]?[\s>]{0,6}[<\[(](?:mailto:)?[^\s<>()\[\]]{1,80}@[^<>()\[\]\n]{1,120}[>\])]")
_WROTE_BEFORE = re.compile(rf"(?:{_any(_WROTE)})[\s>]+[\"'“*_]?\Z")
_LAST_WORD = re.compile(r"([^\W\d_][\w'’.-]{0,30},?)[ \t>]{1,4}\Z")
_MOST_BEFORE_SURNAME = 4
_COLON_AFTER = re.compile(r"[\"'”’*_]?[ \t]*[:：][ \t]*(?:\n|\Z)")


def stands_as_name(spot: Spot, person: Person) -> bool:
    """Return whether the everyday word at ``spot`` is written and placed like a name."""
    if not spot.begins_word:
        return False
    if not spot.ends_word:
        return spot.capital and _is_family(spot)
    if _is_announced(spot, person) or _in_header(spot, person) or signs_off(spot, person):
        return True
    before = spot.left[-_LONGEST_LEAD:]
    may_sign = _CLOSED.match(spot.right) is not None and (spot.capital or spot.name not in GREETING_WORDS)
    if may_sign and _leads_to_name(_CLOSING, spot, person):
        return True
    if not spot.capital:
        return _SURE_TITLE.search(before) is not None
    return (
        any(lead.search(before) for lead in _LEADS)
        or _DOCUMENT_AFTER.match(spot.right) is not None
        or _is_family(spot)
        or _heads_page(spot)
    )


def _heads_page(spot: Spot) -> bool:
    """Return whether it is the head of a page, as essays have it (MLA): "Young 3", alone, and no list of such lines."""
    number = _PAGE_NUMBER.fullmatch(spot.right.partition("\n")[0])
    if number is None or spot.left.rpartition("\n")[2].strip() or spot.name in NUMBERED:
        return False
    text = spot.folded.text
    beside = (text[max(0, spot.line_start - _REACH) : spot.line_start], text[spot.line_end : spot.line_end + _REACH])
    return not any(re.search(rf"(?m)^[ \t]*{re.escape(spot.name)}s?[ \t]+\d", lines) for lines in beside)


def _is_family(spot: Spot) -> bool:
    """Return whether the name is that of a family: "the Young family", "with the Youngs"."""
    article = _ARTICLE_BEFORE.search(spot.left)
    if article is None:
        return False
    if _FAMILY_AFTER.match(spot.right):
        return True
    plural = _PLURAL.match(spot.right)
    if plural is None or _OF_BEFORE.search(spot.left) or spot.right.startswith(" of ", plural.end()):
        return False
    # At the start of a sentence "The Roses" may be roses.
    if spot.is_upper(spot.start - len("the ")) and f"{spot.name}{plural[0]}" in EVERYDAY:
        return False
    # A heading or a title has capitals all along: "the Old Fields Bookshop", "THE ROSES".
    alone = spot.line.strip(" \t>*_#") == f"{article['the']} {spot.name}{plural[0]}"
    word = spot.end + plural.end() + 1
    return not alone and not spot.is_upper(spot.end) and not spot.is_upper(word)


def _is_announced(spot: Spot, person: Person) -> bool:
    """Return whether the line that announces a quote names this person."""
    after = spot.folded.text[spot.end : spot.end + 200]
    reversed_name = next((f", {token}" for token in person.given_tokens if after.startswith(f", {token}")), "")
    introduced = _leads_to_name(_WROTE_BEFORE, spot, person)
    return any(
        _WROTE_AFTER.match(rest) or _ADDRESS_AFTER.match(rest) or (introduced and _COLON_AFTER.match(rest))
        for rest in {after, after[len(reversed_name) :]}
    )


def _leads_to_name(pattern: re.Pattern[str], spot: Spot, person: Person) -> bool:
    """Return whether ``pattern`` stands before the surname, or before the name's other words: "schrieb Ben Field"."""
    before = spot.left
    own = {*person.given_tokens, *person.initials, *person.surnames}
    for _ in range(_MOST_BEFORE_SURNAME):
        if pattern.search(before):
            return True
        word = _LAST_WORD.search(before)
        if word is None or word[1].rstrip(".,") not in own:
            return False
        before = before[: word.start()]
    return False


def _in_header(spot: Spot, person: Person) -> bool:
    """Return whether the word is one of the names in a header line, and not in a sentence after "A:"."""
    line = spot.line
    header = _HEADER_LINE.match(line)
    offset = spot.start - spot.line_start
    if header is None or header.end() > offset:
        return False
    begins = max(match.end() for match in _ENTRY_BEGINS.finditer(line, 0, offset))
    ends = _ENTRY_ENDS.search(line, offset)
    stop = ends.start() if ends else len(line)
    if any(character.isdigit() for character in line[begins:stop]):
        return False  # "From: Day 1"
    own = {*person.given_tokens, *person.surnames, *NAME_SEPARATORS.split(spot.name)}
    others = [word for word in _NOT_A_NAME.findall(line[begins:stop]) if word not in own]
    if len(others) <= 2 and _ADDRESS.match(line, stop):
        return True
    titled = all(_TITLE.search(f"{word} ") for word in others)
    return titled and (spot.capital or bool(others) or _is_written_by_program(spot, line, begins, stop, person))


def _is_written_by_program(spot: Spot, line: str, begins: int, stop: int, person: Person) -> bool:
    """Return whether a name in small letters is one: with the given name, or among other header lines."""
    if any(token in line[begins:stop].split() for token in person.given_tokens):
        return True
    text = spot.folded.text
    before = text[max(0, spot.line_start - _LONGEST_HEADER) : spot.line_start].split("\n")[-2:-1]
    after = text[spot.line_end + 1 : spot.line_end + 1 + _LONGEST_HEADER].split("\n")[:1]
    return any(_FURTHER_HEADER.match(beside) for beside in (*before, *after))
