"""The scanner of the shipped policy, made once for a whole run, and the people who write in tests."""

from functools import cache

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.model.identity import Correspondents, Identity, Role
from relay.model.policy import Policy
from relay.scanning.language_model import load_language_model
from relay.scanning.opinion.model import load_opinion_model
from relay.scanning.scanner import Scanner

GRETA = Identity(Role.MENTOR, "Greta", "Oldfield", ("greta.oldfield@mentors.example",), "7k2m9x4wq8zr@mail.example.org")
TIM = Identity(Role.STUDENT, "Tim", "Kowalczyk", ("tim.k@students.example",), "q5v3n8t2hj6d@mail.example.org")
PAIR = Correspondents(mentor=GRETA, student=TIM)
DOMAIN = "mail.example.org"


@cache
def shipped_policy() -> Policy:
    """Return the policy that comes with the software."""
    return load_policy(resource_path("config", "policy.toml")).default


@cache
def shipped_scanner() -> Scanner:
    """Return its scanner, with both models."""
    return Scanner(shipped_policy(), load_language_model(), load_opinion_model())


@cache
def scanner_without_opinion() -> Scanner:
    """Return one that has no second opinion: what recognisers and rules find by themselves, hints among it."""
    return Scanner(shipped_policy(), load_language_model())
