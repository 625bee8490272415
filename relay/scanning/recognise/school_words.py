"""Words that call something a school, and words that stand before its name and are no part of it."""

from relay.scanning.patterns import pattern

STRONG = (
    r"(?:(?:Senior |Junior |Jr\.? )?High School|Middle School|(?:Elementary|Primary|Intermediate|Grade|Grammar|Secondary|Charter|Magnet|Day|Catholic|Christian"
    r"|Lutheran|Montessori|Preparatory|Prep|Public|Country Day|Parochial) School|Junior High|Jr\.? High|Elementary|Country Day|Senior High|Consolidated)"
)
WEAK = r"(?:High|HS|H\.S\.|Middle|MS|M\.S\.|Academy|Prep|Elem|Montessori|Christian|Catholic|Lutheran|Charter|Magnet|Tech|Science & Tech)"
FIRST_WORDS = frozenset(
    "my the your our a an in at to for his her their this that local public private new old any every some no one after before when"
    " if but and so since until during i we they he she most many both another other which what your my different big small"
    " middle high from into with like as is was it's its catholic christian american english regular typical actual all or"
    " whether maybe because even then now just only still also junior senior freshman first second last next nice good great"
    " former christmas easter thanksgiving halloween hanukkah diwali eid ramadan times recess lunch practice dear hi hey yes no ok your go goes going".split()
)
_KIND_ALONE = pattern(rf"^(?:{STRONG}|{WEAK})$")


def without_first_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Take "My", "The", "When" … off the front; nothing is left of "my high school"."""
    while start < end:
        word = text[start:end].split(maxsplit=1)[0]
        if word.lower().strip("'.,") not in FIRST_WORDS or _KIND_ALONE.match(text[start:end]):
            break
        start += len(word)
        while start < end and text[start].isspace():
            start += 1
    return (end, end) if _KIND_ALONE.match(text[start:end]) else (start, end)
