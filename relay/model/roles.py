"""The roles that one server process can take (DESIGN section 7)."""

from enum import StrEnum


class ServerRole(StrEnum):
    """What a server process can do."""

    SMTP = "smtp"
    SCAN = "scan"
    DELIVER = "deliver"
    API = "api"
