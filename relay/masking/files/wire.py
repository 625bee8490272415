"""What files are masked with, on its way into the confined process: JSON, as everything that goes there."""

from collections.abc import Mapping
from typing import Any

from relay.identities.people import known_people
from relay.masking.text import Masker
from relay.model.identity import Identity, Role


def masker_fields(masker: Masker) -> dict[str, Any]:
    """Return a masker as JSON; `masker_from` reads it."""
    return {
        "people": [_identity_fields(person.identity) for person in masker.people.both],
        "relay_domain": masker.relay_domain,
        "footers": masker.footers,
    }


def _identity_fields(identity: Identity) -> dict[str, Any]:
    return {
        "role": identity.role.value,
        "given_name": identity.given_name,
        "family_name": identity.family_name,
        "addresses": identity.addresses,
        "masked_address": identity.masked_address,
        "hosts": identity.hosts,
        "former_family_names": identity.former_family_names,
        "former_addresses": identity.former_addresses,
    }


def masker_from(fields: Mapping[str, Any]) -> Masker:
    """Return the masker that `masker_fields` described."""
    writer, reader = (_identity(person) for person in fields["people"])
    return Masker(known_people(writer, reader), fields["relay_domain"], tuple(fields["footers"]))


def _identity(fields: Mapping[str, Any]) -> Identity:
    return Identity(
        role=Role(fields["role"]),
        given_name=fields["given_name"],
        family_name=fields["family_name"],
        addresses=tuple(fields["addresses"]),
        masked_address=fields["masked_address"],
        hosts=tuple(fields["hosts"]),
        former_family_names=tuple(fields["former_family_names"]),
        former_addresses=tuple(fields["former_addresses"]),
    )
