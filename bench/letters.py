"""Mail as a program's comes: letters of 20 to 200 words, put together from labelled messages as they are."""

import math
import random
from collections.abc import Sequence

from bench.labelled_mail import Mail, plain_mail

_SHORTEST, _LONGEST = 20, 200  # words
_CLEAN = 19  # of 20 messages in a letter's material: most mail is clean
_SEED = 5


def natural_letters(mails: Sequence[Mail], count: int) -> list[Mail]:
    """Return ``count`` letters, the same ones every time; their lengths are spread evenly over the logarithm."""
    chance = random.Random(_SEED)  # noqa: S311 -- a choice of mail, no secret
    short = [mail for mail in mails if _words(mail.message.body) <= _LONGEST]
    clean, dirty = ([m for m in short if m.wanted is wanted] for wanted in (False, True))
    letters = []
    for number in range(count):
        least = round(math.exp(chance.uniform(math.log(_SHORTEST), math.log(_LONGEST))))
        paragraphs: list[str] = []
        while sum(map(_words, paragraphs)) < least:
            material = clean if chance.randrange(_CLEAN + 1) else dirty
            paragraphs.append(chance.choice(material or short).message.body)
        letters.append(plain_mail(f"letter-{number}", "\n\n".join(paragraphs), wanted=False))
    return letters


def long_letter(mails: Sequence[Mail], characters: int) -> Mail:
    """Return one letter of so many characters, of clean messages one after the other."""
    chance = random.Random(_SEED)  # noqa: S311 -- as above
    bodies = [mail.message.body for mail in mails if not mail.wanted]
    text = ""
    while len(text) < characters:
        text += chance.choice(bodies) + "\n\n"
    return plain_mail(f"{characters} characters", text[:characters], wanted=False)


def _words(text: str) -> int:
    return len(text.split())
