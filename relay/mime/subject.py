"""A subject as a topic: without the marks that mail programs put before it when they answer or forward.

The marks are those of RFC 5322 section 3.6.5 and RFC 5256 section 2.1, and what programs in other languages
write in their place.
"""

import re
from dataclasses import dataclass

_REPLY = (
    "re aw antw antwort sv vs res r rif ref réf odp odg ynt yanit atb bls balas vá ans svar vast ats "
    "отв ответ απ σχετ תגובה השב رد 回复 回覆 答复 答覆 返信 회신 답장"
)
_FORWARD = (
    "fw fwd wg rv tr enc i pd vb vl vid fs doorst ilt trs továbbítás пер пересл πρθ הועבר העבר 转发 轉寄 轉發 転送 전달"
)


def _words(text: str) -> str:
    return "|".join(re.escape(word) for word in text.split())


# "Re:", "RE :", "Re[2]:", "Re(3):", "Re^2:", also with a full-width colon. Read on one line with single blanks.
_MARK = re.compile(
    rf" ?(?:(?P<reply>{_words(_REPLY)})|(?:{_words(_FORWARD)}))"
    r" ?(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4})? ?[:\uff1a]",
    re.IGNORECASE,
)
# What lists and school gateways put before it: "[EXTERNAL]", "EXT:"; never all that there is.
_LABEL = re.compile(r" ?(?:\[[^\[\]]{1,40}\]|(?:external|extern|ext) ?:)(?= ?[^ ])", re.IGNORECASE)
_MOST_MARKS = 50


@dataclass(frozen=True, slots=True)
class Topic:
    """``bare`` is the subject without marks and labels before it, casefolded; "" if nothing is left.

    ``answers``: a mark says that it answers something; ``continues``: it has any mark, also one of forwarding.
    """

    bare: str
    answers: bool = False
    continues: bool = False


def read_topic(subject: str) -> Topic:
    """Read what a decoded subject is about, and whether it says that it goes on with something earlier."""
    line = " ".join(subject.split())
    answers = continues = False
    start = 0
    for _ in range(_MOST_MARKS):
        if (mark := _MARK.match(line, start)) is not None:
            answers, continues = answers or mark["reply"] is not None, True
        found = mark or _LABEL.match(line, start)
        if found is None:
            break
        start = found.end()
    return Topic(line[start:].strip().casefold(), answers, continues)
