"""What all tables share: naming of constraints, and the types of annotated columns."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, MetaData, String
from sqlalchemy.orm import DeclarativeBase

from relay.store.columns import SealedText, UtcDateTime
from relay.store.crypto import Sealed

ID_LENGTH = 40


class Base(DeclarativeBase):
    """Base of every table of the relay's database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: String(255),
        datetime: UtcDateTime(),
        Sealed: SealedText(),
        list[str]: JSON(),
        dict[str, Any]: JSON(),
    }
