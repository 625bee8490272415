"""Rules between settings: what each key allows alone but the whole does not."""

from collections.abc import Iterator
from typing import NamedTuple

from relay.config.endpoints import is_loopback
from relay.config.settings_model import Settings

Key = tuple[str, str]


class Conflict(NamedTuple):
    """Settings that do not go together: the key to blame, the others involved, and what to do."""

    key: Key
    others: tuple[Key, ...]
    problem: str


def conflicts(settings: Settings) -> Iterator[Conflict]:
    """Yield everything that does not go together."""
    yield from _smtp(settings)
    yield from _sizes(settings)
    yield from _listening(settings)
    yield from _delivery(settings)
    yield from _delivery_password(settings)
    yield from _stores(settings)
    yield from _alerts(settings)


def _smtp(settings: Settings) -> Iterator[Conflict]:
    smtp = settings.smtp
    certificate, key = ("smtp", "tls_certificate"), ("smtp", "tls_key")
    if smtp.tls_certificate is None and smtp.tls_key is not None:
        yield Conflict(certificate, (key,), "missing: tls_key is set, and STARTTLS needs both")
    if smtp.tls_certificate is not None and smtp.tls_key is None:
        yield Conflict(key, (certificate,), "missing: tls_certificate is set, and STARTTLS needs both")
    trusted = ("smtp", "trusted_networks")
    if any(network.prefixlen == 0 for network in smtp.trusted_networks):
        yield Conflict(trusted, (), "the whole internet is in it, and anybody could forge whom mail is from")
    if smtp.front_queues and not smtp.trusted_networks:
        problem = "true means that a front MTA hands mail on: name its address in trusted_networks"
        yield Conflict(("smtp", "front_queues"), (trusted,), problem)


def _sizes(settings: Settings) -> Iterator[Conflict]:
    if 0 < settings.limits.intake_bytes < settings.smtp.max_message_bytes:
        problem = "less than smtp.max_message_bytes: the largest mail allowed could never be taken"
        yield Conflict(("limits", "intake_bytes"), (("smtp", "max_message_bytes"),), problem)


def _listening(settings: Settings) -> Iterator[Conflict]:
    listen = settings.smtp.listen
    if len(set(listen)) < len(listen):
        yield Conflict(("smtp", "listen"), (), "the same host and port stands there twice")
    if settings.api.listen in listen:
        problem = "smtp.listen has the same host and port: give each its own"
        yield Conflict(("api", "listen"), (("smtp", "listen"),), problem)


def _delivery(settings: Settings) -> Iterator[Conflict]:
    delivery = settings.delivery
    if delivery.transport == "smtp" and delivery.smarthost in settings.smtp.listen:
        problem = "the relay itself listens there: delivered mail would come back"
        yield Conflict(("delivery", "smarthost"), (("delivery", "transport"), ("smtp", "listen")), problem)


def _delivery_password(settings: Settings) -> Iterator[Conflict]:
    delivery = settings.delivery
    auth = ("delivery", "auth")
    wanted = {"username": bool(delivery.username), "password_file": delivery.password_file is not None}
    for name, given in wanted.items():
        if given and not delivery.auth:
            yield Conflict(("delivery", name), (auth,), 'not used: set auth = "password" too, or leave it empty')
        if delivery.auth and not given:
            yield Conflict(("delivery", name), (auth,), 'missing: auth = "password" needs it')
    if delivery.auth and delivery.tls != "required" and not is_loopback(delivery.smarthost.host):
        problem = 'auth = "password" would send the password in the clear: set tls = "required"'
        yield Conflict(("delivery", "tls"), (auth, ("delivery", "smarthost")), problem)


def _stores(settings: Settings) -> Iterator[Conflict]:
    if settings.archive.key_store == settings.database.url:
        problem = "the same database as database.url: keys are kept apart from what they protect"
        yield Conflict(("archive", "key_store"), (("database", "url"),), problem)


def _alerts(settings: Settings) -> Iterator[Conflict]:
    domains = {address.rpartition("@")[2].lower() for address in settings.alerts.on_call}
    if settings.relay.domain in domains:
        problem = "an address under relay.domain leads back into the relay: write where staff read mail"
        yield Conflict(("alerts", "on_call"), (("relay", "domain"),), problem)
