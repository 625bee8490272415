"""The two tables of the key store's own database."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from relay.store.columns import UtcDateTime, one_of
from relay.store.crypto import KeyKind


class KeyStoreBase(DeclarativeBase):
    """Base of the key store's tables; apart from the relay's own, as its database is."""

    metadata = MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s", "pk": "pk_%(table_name)s"})


class DataKeyRow(KeyStoreBase):
    """A data key, wrapped by the master key.

    A destroyed key keeps its row, without the wrapped bytes: it tells erased text from damage.
    """

    __tablename__ = "data_keys"
    __table_args__ = (
        CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="wrapped_until_destroyed"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[KeyKind] = mapped_column(one_of(KeyKind, "kind"))
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class MasterCheckRow(KeyStoreBase):
    """The one row by which the master key is recognised before anything is opened with it."""

    __tablename__ = "master_check"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
