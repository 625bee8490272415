"""The database: schema, sessions, encryption, archive, audit log. All SQL of the relay is here."""
