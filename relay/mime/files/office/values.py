"""The values behind the cells of tables in OpenDocument texts, which LibreOffice shows in place of what they say."""

from decimal import Decimal, InvalidOperation

from relay.mime.files.office.markup import Element, named, short

_NUMBERS = frozenset({"float", "percentage", "currency"})
_VALUES = frozenset(
    f"office:{one}value{two}" for one in ("", "string-", "date-", "time-", "boolean-") for two in ("", "-type")
) | {"table:formula", "office:currency"}
_MOST_DECIMALS = 12
_LARGEST = Decimal(10) ** 15


def prune_values(root: Element) -> list[str]:
    """Take the values of cells out, but numbers that are what the cell says; return those that said something else."""
    gone = []
    for cell in named(root, {"table:table-cell", "table:covered-table-cell"}):
        held = {short(str(key)): str(value) for key, value in cell.attrib.items() if short(str(key)) in _VALUES}
        said = "".join("".join(map(str, cell.itertext())).split())
        if not held or (held.get("office:value-type") in _NUMBERS and _is_shown(held.get("office:value", ""), said)):
            continue
        gone += [value for name, value in held.items() if name.endswith("value") and "".join(value.split()) != said]
        for key in [key for key in cell.keys() if short(str(key)) in _VALUES]:  # noqa: SIM118 - its items are children
            del cell.attrib[key]
    return gone


def _is_shown(value: str, said: str) -> bool:
    """Return whether a cell says a number, however it is grouped, rounded and signed."""
    if value == said:
        return True
    try:
        number = abs(Decimal(value))
    except InvalidOperation:
        return False
    digits = "".join(filter(str.isdecimal, said)).lstrip("0")
    if not any(map(str.isdecimal, said)) or not number < _LARGEST:
        return False
    return any(_digits(number, places) == digits for places in range(_MOST_DECIMALS))


def _digits(number: Decimal, places: int) -> str:
    return str(round(number.scaleb(places))).lstrip("0")
