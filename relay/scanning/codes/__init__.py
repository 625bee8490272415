"""Codes that decode to text, a module for each kind; `relay.scanning.ciphers` reads a text with all of them.

A reader takes a folded text and yields what its coded pieces say, each with where it stands.
"""
