"""The sample program of `mentor-relay demo`: made-up people, and what they write to each other."""

from dataclasses import dataclass

AUTHSERV_ID = "mx.mail.mentoring.example"
DOMAIN = "mail.mentoring.example"
PROGRAM = "River Town Mentoring"
MONITOR = "ruth@program.example"
ADMINISTRATOR = "ada@program.example"

PEOPLE_CSV = """\
group,mentor_email,mentor_given_name,mentor_family_name,student_email,student_given_name,student_family_name,student_birth_year
spring,greta.oldfield@mentors.example,Greta,Oldfield,tim.kowalczyk@school.example,Tim,Kowalczyk,2010
spring,omar.haddad@mentors.example,Omar,Haddad,lucia.ferrer@school.example,Lucía,Ferrer,2011
"""


@dataclass(frozen=True, slots=True)
class SampleMail:
    """One mail of the sample. ``to`` is the real address of whom it is meant for: the demo looks up the mask.

    ``to_mask`` false sends to ``to`` as it stands. ``authentic`` is what the front MTA says of it.
    """

    who: str
    sender: str
    name: str
    to: str
    subject: str
    text: str
    html: str = ""
    to_mask: bool = True
    authentic: bool = True


_GRETA, _TIM = "greta.oldfield@mentors.example", "tim.kowalczyk@school.example"
_OMAR, _LUCIA = "omar.haddad@mentors.example", "lucia.ferrer@school.example"

MAILS = (
    SampleMail(
        "Greta to Tim",
        _GRETA,
        "Greta Oldfield",
        _TIM,
        "The bridge you drew",
        "Hi Tim,\n\nyour sketch of the hanging bridge made my day. What did you find hardest about it?\n\n"
        "Greta Oldfield\ngreta.oldfield@mentors.example\n",
        html="<p>Hi Tim,</p><p>your sketch of the hanging bridge made my day. What did you find hardest about it?</p>"
        '<p>Greta Oldfield<br><a href="mailto:greta.oldfield@mentors.example">greta.oldfield@mentors.example</a></p>',
    ),
    SampleMail(
        "Tim to Greta",
        _TIM,
        "Tim Kowalczyk",
        _GRETA,
        "Re: The bridge you drew",
        "The cables! I had to count every one of them twice.\n\nTim Kowalczyk\n",
    ),
    SampleMail(
        "Tim to Greta",
        _TIM,
        "Tim Kowalczyk",
        _GRETA,
        "call?",
        "Can you call me after practice? It's 515-555-0143.\n\nTim\n",
    ),
    SampleMail(
        "Tim to Greta",
        _TIM,
        "Tim Kowalczyk",
        _GRETA,
        "games",
        "Do you play too? Add me on discord, I'm tim_builds_09\n",
    ),
    SampleMail(
        "Omar to Lucía",
        _OMAR,
        "Omar Haddad",
        _LUCIA,
        "Your essay",
        "Hi Lucía,\n\nI read your essay about the river twice. The ending is strong. "
        "Which part did you write last?\n\nOmar\n",
    ),
    SampleMail(
        "Omar to Lucía",
        _OMAR,
        "Omar Haddad",
        _LUCIA,
        "Saturday",
        "I could pick you up on Saturday and we look at the museum, just us. Don't tell your mom.\n",
    ),
    SampleMail(
        "Lucía to Omar",
        _LUCIA,
        "Lucía Ferrer",
        _OMAR,
        "today",
        "I don't see the point any more. Nobody would notice if I wasn't here.\n",
    ),
    SampleMail(
        "a stranger to Tim",
        "stranger@elsewhere.example",
        "A Stranger",
        _TIM,
        "hello",
        "Hello Tim, I found this address somewhere.\n",
    ),
    SampleMail(
        "a forger to Tim",
        _GRETA,
        "Greta Oldfield",
        _TIM,
        "urgent",
        "This mail only says that it is from Greta.\n",
        authentic=False,
    ),
    SampleMail(
        "Greta to nobody",
        _GRETA,
        "Greta Oldfield",
        f"someone@{DOMAIN}",
        "hi",
        "An address that does not exist.\n",
        to_mask=False,
    ),
    SampleMail(
        "Tim to the staff",
        _TIM,
        "Tim Kowalczyk",
        f"concern@{DOMAIN}",
        "a question",
        "Something about a mail felt odd.\n",
        to_mask=False,
    ),
)
