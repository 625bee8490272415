"""Registered addresses: whose they are, adding, removing, and which one receives."""

from collections.abc import Iterable
from dataclasses import dataclass

from relay.model.address import mailbox_form
from relay.model.entries import likeness, outside_address
from relay.model.errors import ConflictError, InvalidInputError
from relay.model.identity import Role
from relay.store.people import current_addresses
from relay.store.records import Registration, address_rows, insert_address, registrations
from relay.store.schema import Participant, ParticipantAddress
from relay.store.sealing import readable
from relay.store.unit import Unit


@dataclass(frozen=True, slots=True)
class AddressChanges:
    """Addresses to add and remove, and the one that is to receive, as typed."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    primary: str | None = None


def refuse_taken(unit: Unit, role: Role, given_name: str, addresses: Iterable[str], own_id: str | None = None) -> None:
    """Raise ConflictError for an address that is somebody else's.

    Students may share a family's address if their given names differ: address and mask together
    say who writes. A mentor's address is theirs alone, and nobody is mentor and student at once.
    """
    for owned in registrations(unit.session, unit.keyring, addresses).values():
        for registration in owned:
            if not registration.removed and registration.owner.id != own_id:
                _refuse(unit, role, given_name, registration)


def refuse_twin(unit: Unit, person: Participant) -> None:
    """Raise ConflictError where a renamed student can no longer be told from another of the same address."""
    current = current_addresses(unit.session, unit.keyring, [person.id]).get(person.id, ())
    refuse_taken(unit, person.role, readable(unit.keyring, person, "given_name"), current, own_id=person.id)


def change_addresses(unit: Unit, person: Participant, changes: AddressChanges, relay_domain: str) -> list[str]:
    """Apply changes to a participant's addresses; record it afterwards. Return the names of what changed.

    Raises InvalidInputError for an address that is none, is not registered, or would leave the
    participant without a primary one; ConflictError for somebody else's.
    """
    added = _add(unit, person, changes.add, relay_domain)
    primary = _make_primary(unit, person, changes.primary)
    removed = _remove(unit, person, changes.remove)
    done = {"address_added": added, "primary_address": primary, "address_removed": removed}
    return [name for name, changed in done.items() if changed]


def _refuse(unit: Unit, role: Role, given_name: str, taken: Registration) -> None:
    owner = taken.owner
    if owner.role is not role:
        raise ConflictError(f"email: this is the address of a {owner.role} ({owner.id}); nobody is both")
    if role is Role.MENTOR:
        raise ConflictError(f"email: this is the address of another mentor ({owner.id})")
    if likeness(readable(unit.keyring, owner, "given_name")) == likeness(given_name):
        raise ConflictError(
            f"email: a student of this address and given name is registered ({owner.id}); "
            "children who share an address are told apart by their given names"
        )


def _add(unit: Unit, person: Participant, addresses: tuple[str, ...], relay_domain: str) -> bool:
    clean = [outside_address(address, relay_domain) for address in addresses]
    given_name = readable(unit.keyring, person, "given_name")
    refuse_taken(unit, person.role, given_name, clean, own_id=person.id)
    added = False
    for address in clean:
        if _row_of(unit, person, address) is None:
            insert_address(unit, person.id, person.key_id, address, primary=False)
            added = True
    return added


def _make_primary(unit: Unit, person: Participant, address: str | None) -> bool:
    if address is None:
        return False
    chosen = _registered(unit, person, address)
    if chosen.is_primary:
        return False
    for row in address_rows(unit.session, person.id):
        row.is_primary = False
    unit.session.flush()  # the index allows one primary address: the old one goes first
    chosen.is_primary = True
    return True


def _remove(unit: Unit, person: Participant, addresses: tuple[str, ...]) -> bool:
    for address in addresses:
        row = _registered(unit, person, address)
        if row.is_primary:
            raise InvalidInputError(
                "remove: this is the primary address, which receives; make another one primary at the same time"
            )
        row.removed_at = unit.now
        unit.session.flush()
    return bool(addresses)


def _registered(unit: Unit, person: Participant, address: str) -> ParticipantAddress:
    row = _row_of(unit, person, address.strip())
    if row is None:
        raise InvalidInputError("this address is not registered for this participant: add it first")
    return row


def _row_of(unit: Unit, person: Participant, address: str) -> ParticipantAddress | None:
    index = unit.keyring.blind_index(mailbox_form(address))
    return next((row for row in address_rows(unit.session, person.id) if bytes(row.blind_index) == index), None)
