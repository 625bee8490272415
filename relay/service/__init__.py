"""Use cases, one module each; they own the transactions."""
