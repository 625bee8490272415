"""A learned second opinion: a small transformer that says what a text does where no rule knows its words.

It adds holds and orders the queue; what a rule holds it never lets pass. Trained by `bench.opinion` from
`tests/scanning`; see docs/adr/0010-second-opinion.md.
"""
