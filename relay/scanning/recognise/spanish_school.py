"""Names of schools in Spanish that are written without capitals or without the word school: "voy a la benito juarez"."""

from collections.abc import Iterator

from relay.scanning.lexicon import big_places, common_words, is_given_name
from relay.scanning.patterns import pattern

_KIND = r"(?:escuela|secundaria|secu|prepa(?:ratoria)?|primaria|colegio|cole|tecnica|telesecundaria|instituto|insti|liceo|bachillerato|kinder|cbtis|cetis|conalep|cobach|cecyt|cch)"
_NAME = r"((?:san |santa |de |del |la )*[a-z]{3,}(?: (?:de la |de |del )?[a-z]{3,})?)"
_GOES = r"(?:estudio|estudias|estudia|estudie|voy|vas|va|iba|entro|entras|entre|curso|cursas|alumn[oa]|estudiante|inscrit[oa]|salgo|sales|sali|egrese)"
_LOWER = pattern(
    rf"\b{_GOES} (?:\w+ ){{0,2}}?(?:en|a|al|de|del) (?:la |el |una |un )?{_KIND} {_NAME}\b"
    rf"|\b(?:mi|tu|nuestra) {_KIND} (?:es|se llama|era) (?:la |el )?(?:{_KIND} )?{_NAME}\b"
)
_IN_GRADE = pattern(
    r"\b(?:primero|segundo|tercero|cuarto|quinto|sexto|primer|tercer|semestre|grado|[1-6]o)\b(?: \w+){0,3}? (?:de|en|a) (?:la|el) ((?-i:[A-Z])[a-z]+(?: (?:de )?(?-i:[A-Z])[a-z]+)+)"
)
_JOINTS = frozenset("san santa de del la".split())


def spanish_schools(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a school is named by a word that is a name, not by its kind, its place in town or its hours."""
    for match in _LOWER.finditer(text):
        start, end = match.span(match.lastindex or 0)
        words = text[start:end].lower().split()
        name = next((word for word in words if word not in _JOINTS), "")
        is_saint = len(words) > 1 and words[0] in ("san", "santa")
        if is_saint or (is_given_name(name) and len(words) > 1) or not (name in common_words() or name in big_places()):
            yield start, end
    for match in _IN_GRADE.finditer(text):
        yield match.span(1)
