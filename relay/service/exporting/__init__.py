"""Exports: a zip of messages, their record and the audit log, streamed (DESIGN section 12)."""
