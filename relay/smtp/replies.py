"""Every SMTP reply of the relay (DESIGN section 13), in one place: public text is decided here.

Texts are fixed. They name no person, no address and no cause; the cause goes to the log.
"""

from relay.smtp.protocol import Reply

OK = Reply(250, "2.0.0", "OK")
SENDER_OK = Reply(250, "2.1.0", "Sender OK")
RECIPIENT_OK = Reply(250, "2.1.5", "Recipient OK")
GOODBYE = Reply(221, "2.0.0", "Goodbye")
CANNOT_VERIFY = Reply(252, "2.0.0", "Cannot verify, but will take mail and try to deliver it")

UNKNOWN_ADDRESS = Reply(550, "5.1.1", "No such address here")
NOT_OUR_DOMAIN = Reply(550, "5.7.1", "This server does not relay for other domains")
SECOND_RECIPIENT = Reply(452, "4.5.3", "One recipient a transaction; send the next one by itself")

SYNTAX = Reply(501, "5.5.2", "Syntax error")
PARAMETERS = Reply(501, "5.5.4", "Bad or repeated parameters")
UNKNOWN_PARAMETERS = Reply(555, "5.5.4", "Parameters not recognised or not implemented")
BAD_SENDER = Reply(501, "5.1.7", "Malformed sender address")
BAD_RECIPIENT = Reply(501, "5.1.3", "Malformed recipient address")
NEEDS_SMTPUTF8 = Reply(553, "5.6.7", "Addresses beyond ASCII need SMTPUTF8")
SEQUENCE = Reply(503, "5.5.1", "Bad sequence of commands")
PIPELINED = Reply(503, "5.5.0", "Commands sent before the reply; pipelining is not offered here")
BARE_LINE_END = Reply(550, "5.5.2", "Bare CR or LF in the message; lines end with CRLF")
TOO_LARGE = Reply(552, "5.3.4", "Message too large")
HEADER_TOO_LARGE = Reply(552, "5.3.4", "Message header too large")

TOO_MANY_CONNECTIONS = Reply(421, "4.3.2", "Too many connections; try again later")
TOO_MANY_ERRORS = Reply(421, "4.7.0", "Too many errors")
SESSION_TIMEOUT = Reply(421, "4.4.2", "Session timed out")
SHUTTING_DOWN = Reply(421, "4.3.2", "Server is restarting; try again soon")
INTAKE_FULL = Reply(452, "4.3.1", "Server is busy; try again later")
TRY_LATER = Reply(451, "4.3.0", "Temporary trouble; try again later")

# For the intake use case.
NOT_AUTHENTICATED = Reply(550, "5.7.26", "The author of this message could not be verified (DMARC, DKIM)")
NOT_A_MEMBER = Reply(550, "5.7.1", "You cannot write to this address from this account")
DNS_TROUBLE = Reply(451, "4.4.3", "The author cannot be verified just now; try again later")
RATE_LIMITED = Reply(451, "4.7.1", "Too many messages; try again later")
BACKLOG = Reply(451, "4.3.1", "Server is busy; try again later")
DISK_LOW = Reply(452, "4.3.1", "Server is short of space; try again later")


def queued(message_id: str) -> Reply:
    """Return the reply for a message that is durably stored."""
    return Reply(250, "2.0.0", f"Queued as {message_id}")


def closed_to_you(text: str) -> Reply:
    """Return the friendly permanent refusal of a paused or closed pair; ``text`` is one ASCII line."""
    return Reply(550, "5.2.1", text)
