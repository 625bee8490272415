"""Column types of the schema: UTC times, sealed text, closed sets of words."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, LargeBinary, TypeDecorator

from relay.store.crypto import Sealed


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond, on SQLite as on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; SQLite stores no zone, so everything is turned to UTC first."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a time without a zone cannot be stored"
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class SealedText(TypeDecorator[Sealed]):
    """Encrypted text: the column holds key id and ciphertext; only a Keyring opens it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes | None:
        """Store the sealed bytes; plain text is refused by its type."""
        del dialect
        if value is None:
            return None
        if not isinstance(value, Sealed):
            msg = "only sealed text may be stored in this column"
            raise TypeError(msg)
        return bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        """Return the sealed value, still closed."""
        del dialect
        return None if value is None else Sealed(bytes(value))


def one_of(words: type[StrEnum], name: str) -> Enum:
    """Return a column type for a closed set of words, kept by a CHECK constraint called ``name``."""
    return Enum(
        words,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=_values,
    )


def _values(words: Any) -> list[str]:  # noqa: ANN401 - SQLAlchemy hands over the enum class untyped
    return [str(word.value) for word in words]
