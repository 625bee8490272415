"""A learned second opinion: a small transformer that says what a text does where no rule knows its words.

It adds holds and orders the queue. What recognisers and the `phrases` of rules find it never lets pass; `likely` phrases
and `hints` count only where it does not find their place harmless. Trained by `bench.opinion` from `tests/scanning`; see
docs/adr/0010-second-opinion.md.
"""
