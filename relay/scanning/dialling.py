"""Which digits are a telephone number of North America: others that are as long are data.

Source: North American Numbering Plan, whose areas and exchanges begin with 2 to 9.
"""

_NATIONAL = 10  # digits: three of the area, three of the exchange, four of the line
_EXCHANGE = 3
_COUNTRY = "1"
_BEGINS_NONE = frozenset("01")


def national(digits: str) -> str:
    """Return digits without the country's own before them, if there are as many."""
    return digits.removeprefix(_COUNTRY) if len(digits) == _NATIONAL + 1 else digits


def has_an_area(digits: str) -> bool:
    """Whether it is as many digits as a number has, with or without the country, and an area may begin so.

    Numbers that somebody makes up have exchanges that there are not: where it is harm to miss one, this is asked.
    """
    return len(national(digits)) == _NATIONAL and national(digits)[0] not in _BEGINS_NONE


def may_be_dialled(digits: str) -> bool:
    """Whether there may be a number of these digits, with or without the country: what data mostly are not."""
    return has_an_area(digits) and national(digits)[_EXCHANGE] not in _BEGINS_NONE
