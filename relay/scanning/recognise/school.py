"""Schools that a young person attends or attended, and what gives them away."""

from collections.abc import Iterator

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.passage import Match, Passage
from relay.scanning.patterns import pattern
from relay.scanning.recognise.school_context import is_cued, is_subject, may_be_of_a_young_person, may_name_school
from relay.scanning.recognise.school_team import find_teams
from relay.scanning.recognise.school_words import STRONG, WEAK, without_first_words
from relay.scanning.recognise.spanish_school import spanish_schools

_NAMED = pattern(rf"\b((?:[A-Z][\w'.&-]*\s+)(?:(?:[A-Z][\w'.&-]*|of|the)\s+){{0,5}}?{STRONG})\b", ignore_case=False)
_NAMED_WEAK = pattern(rf"\b((?:[A-Z][\w'.&-]*\s+){{1,3}}?{WEAK})(?:\b|\s|$)", ignore_case=False)
_ACADEMY_OF = pattern(
    r"\b((?:Academy|School|Preparatory) (?:of|for) (?:the )?[A-Z][\w'-]+(?: (?:and |of |& )?[A-Z][\w'-]+){0,3})",
    ignore_case=False,
)
_LOWER = pattern(
    r"\b(?:go|goes|going|went|attend|attends|attending|attended|student|enrolled|freshman|freshmen|sophomore|junior|senior|grader|grade|transfer(?:red|ring)?|class(?:es)?"
    r"|school is|school'?s|school called|school named|graduat\w+|study|studying|kid|here)\s+(?:\w+\s+){0,2}?(?:to|2|at|in|from|is|called|named|over at)\s+((?:[a-z][\w'.-]*\s+){1,3}?"
    r"(?:high(?: school)?|middle(?: school)?|elementary(?: school)?|junior high|jr high|hs|ms|academy|prep|catholic|charter|montessori))\b"
)
_PROPER = r"(?-i:[A-Z])[\w'-]+(?: (?:(?-i:[A-Z])[\w'-]+|of(?: the)? (?-i:[A-Z])[\w'-]+)){0,3}"
_SAINT = r"(?:St\. |Saint |Santa |San )?"
_GO_TO = pattern(
    rf"\b(?:(?:i|we|he|she|you|my \w+|my \w+ \w+|and i both|both) (?:currently |now |just |also |both )?(?:(?:go|goes|went|transferred|switched|started|start|graduated|got in)(?: at| to| from| into| 2)|attend|attends|attended) |(?:freshman|sophomore|junior|senior|\d+th grader|\w+ grader|student|kindergarten|new kid) (?:here )?at "
    rf"|(?:our|my|your|the) (?:\w+ ){{0,2}}(?:team|squad|club|band|choir|class|locker|principal|quarterback) (?:from|at) |everybody at |how (?:are|is) (?:things|it going|life|everything|school) at |how'?s (?:school|life|it going) at |(?:do|does) things at |you go to |back at )({_SAINT}{_PROPER})"
)
_YOUR_SCHOOL = pattern(
    rf"\b(?:my|our|your) (?:\w+ )?school(?:'s name)?(?:,| is| was|:| =| called| named|'s)\s+(?:called |named |in )?({_SAINT}{_PROPER})"
    rf"|\bschool\s*[:=]\s*({_SAINT}{_PROPER})|\b(?:skewl|skool)\s*[:=]\s*({_PROPER})|\bat your ({_PROPER}) (?:emptied|had|was|has|got|kids)|\b(?:that'?s|you're|she's|he's) an? ({_PROPER}) (?:kid|student|girl|boy)"
    rf"|\b(?:we at|us at|between us,|shared between us,) ({_PROPER})|\bit'?s an? ({_PROPER}) tradition|\byou'?re at ({_PROPER}),?|\bcalling us ({_PROPER})"
    rf"|\bfire drill at (?:your )?({_PROPER})|\b({_PROPER}) is the name on my (?:gym|school|p\.?e\.?) \w+"
)
_NUMBERED = pattern(
    r"\b(?:P\.?S\.?|I\.?S\.?|M\.?S\.?|J\.?H\.?S\.?|PS/MS|CETIS|CBTIS|CONALEP|CECYT|ETI|CCH|CECATI|COBACH|CECyTE|EST)\s?(?:#|No\.? ?|numero )?\d{1,3}\b",
    ignore_case=False,
)
_WORD_NUMBERED = pattern(
    r"\b(?:go|goes|went|going) to (?:ps|is|ms|jhs) ?\d{1,3}\b|\b(?:ETI|CETIS|CBTIS|CECYT|EST|la (?:tecnica|federal|prepa|secundaria|primaria|general))\b[\s(]*(?:sin punto\)?)?[\s,]*(?:numero|no\.?|#)?\s*(?:\d{1,3}\b|veinti\w+|treinta|cuarenta|cincuenta|once|doce|trece)"
)
_KIND_ES = r"(?:[Ee]scuela|[Cc]olegio|[Ss]ecundaria|[Ss]ecu|[Ss]ekundaria|[Pp]reparatoria|[Pp]repa|[Ii]nstituto|[Pp]rimaria|[Ll]iceo|[Tt]elesecundaria|[Kk]inder|[Jj]ard[ií]n de [Nn]i[nñ]os|[Bb]achillerato|[Tt]ecnica|la [Ff]ederal)"
_SPANISH = pattern(
    rf"\b({_KIND_ES}\s+(?:(?:[Ss]uperior|Primaria|Secundaria|Preparatoria|Tecnica|primaria|secundaria|preparatoria|tecnica|publica|federal|Federal|general|General|de|del|la|el|las|los)\s+){{0,3}}(?:[A-Z][\w'.-]*(?:\s+(?:(?:de|del|la|los)\s+)?[A-Z][\w'.-]*){{0,3}}|(?:numero|no\.?|#)\s?\d+|\d+))",
    ignore_case=False,
)
_VAS_A = pattern(
    r"\b(?:vas|voy|va|vamos|estudias?|estudio|entras?te?|sali|ahi en|que en) (?:a|en|de) la ((?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+){1,2})"
)
_SENTENCE_ENDS = pattern(r"[a-z]{4,}[.]\s|\n\s*\n")
_LA_NAMED = pattern(
    r"\b(?:en|a|de) la ((?-i:[A-Z])[a-z]+(?: (?-i:[A-Z])[a-z]+){1,3})\b[^.!?\n]{0,80}\b(?:tu|mi|nuestra) (?:escuela|secundaria|prepa|primaria|salon)\b"
)
_INITIALS = pattern(
    r"\b((?-i:[A-Z]{1,3}[HM]S))\b[^.!?\n]{0,12}(?:\(?the one in (?-i:[A-Z])|in (?-i:[A-Z])|on my (?:jersey|hoodie|jacket|shirt)|represent|is my school|all day)"
)
_PRINTED = pattern(
    r"\b(?:hoodie|sweatshirt|jersey|jacket|jackets|sweater|t-?shirt|shirt|shirts|uniform|cap|backpack|yearbook|gym shorts|sudadera|diploma|banner)\b[^.!?\n]{0,80}?\b(?:with|says?|that say|reads?|stitched|printed|written)\b[^.!?\n]{0,60}?((?-i:[A-Z]{3,}(?: [A-Z]{3,})+)|(?-i:[A-Z][a-z]+(?:-[A-Z][a-z]+)? (?:[A-Z][a-z]+ )?(?:Prep|High|Middle|Academy|Consolidated|Lutheran|Catholic|Christian|Regional|Unified)))"
)
_PAPER = pattern(
    r"\b(?:[Tt]he|[Oo]ur) ((?-i:[A-Z])[a-z]+ (?:Gazette|Herald|Courier|Chronicle|Beacon|Bugle|Messenger|Echo|Tribune|Courant))\b"
)
_SCHOOL_PAPER = pattern(
    r"\b(?:my (?:article|column|poem)|lunch menu|page (?:one|two|three|\d)|school|editor|our paper)\b"
)
_SPACED_PREP = pattern(r"\bwe\.?\s?are\.?\s?([a-z]+[. ][a-z]+[. ](?:prep|high|middle|academy))\b")
_SO_HIGH = pattern(
    r"\badd \"?(?:high|middle|prep|academy|elementary)\"?:? ?(?:so,? )?((?-i:[A-Z])[a-z']+)?|\+ ?\"(?:magnet school|high|high school|middle|academy|prep|middle school)\"|\bso ((?-i:[A-Z])[A-Za-z]+ (?:M\.S\.|H\.S\.|Middle|High|Prep))|\bput \"(?:middle|high|prep|academy)\" after"
)
_NAME = "the name of a school"
_Found = tuple[int, int, str]


def find_schools(passage: Passage, author: Role | None) -> Iterator[Match]:
    """Yield names of schools, and of what gives them away."""
    for start, end, why in _candidates(passage, author):
        if end > start and may_be_of_a_young_person(passage, start, end, author):
            yield Match(Category.PII_SCHOOL, start, end, why, 0.85)


def _candidates(passage: Passage, author: Role | None) -> Iterator[_Found]:
    yield from _named(passage, author)
    yield from _gone_to(passage.text)
    yield from _telling(passage)
    yield from find_teams(passage)


def _named(passage: Passage, author: Role | None) -> Iterator[_Found]:
    """Yield what is called a school, an academy, a high."""
    text = passage.text
    for expression, weak in ((_NAMED, False), (_NAMED_WEAK, True)):
        for match in expression.finditer(text):
            start, end = without_first_words(text, *match.span(1))
            if end > start and (not weak or is_cued(passage, start) or is_subject(passage, start, end, author)):
                yield start, end, _NAME
    for match in _LOWER.finditer(text):
        start, end = without_first_words(text, *match.span(1))
        if len(text[start:end].split()) > 1 and not _SENTENCE_ENDS.search(text[start:end]):
            yield start, end, _NAME


def _gone_to(text: str) -> Iterator[_Found]:
    """Yield the proper name of what somebody goes to, or calls their school."""
    for expression in (_GO_TO, _YOUR_SCHOOL, _VAS_A):
        for match in expression.finditer(text):
            index = next(i for i in range(1, expression.groups + 1) if match.group(i))
            if may_name_school(text[match.start(index) : match.end(index)], called=expression is _YOUR_SCHOOL):
                yield *match.span(index), _NAME


def _telling(passage: Passage) -> Iterator[_Found]:
    """Yield numbers, initials, clothes, papers and riddles that name a school."""
    for expression, why in (
        (_ACADEMY_OF, _NAME),
        (_LA_NAMED, _NAME),
        (_NUMBERED, "the number of a school"),
        (_WORD_NUMBERED, "the number of a school"),
        (_SPANISH, _NAME),
        (_INITIALS, "the initials of a school"),
        (_PRINTED, "what is printed on a school's clothes"),
        (_SPACED_PREP, _NAME),
        (_SO_HIGH, "a riddle about the name of a school"),
    ):
        for match in expression.finditer(passage.text):
            group = next((i for i in range(1, expression.groups + 1) if match.group(i)), 0)
            yield *match.span(group), why
    yield from ((start, end, _NAME) for start, end in spanish_schools(passage.text))
    for match in _PAPER.finditer(passage.text):
        if _SCHOOL_PAPER.search(passage.around(*match.span())):
            yield *match.span(1), "the paper of a school"
