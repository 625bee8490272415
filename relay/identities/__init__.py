"""What tells who the two are, and where it stands in a text: addresses, names and hosts in all their spellings.

The scanner and the masking ask the same code: what the one passes for a name that is masked, the other takes out.
"""
