"""Recognisers of structured and contextual personal information, one module each.

Each takes a `Passage` and yields `Match`es with offsets into its folded text.
"""
