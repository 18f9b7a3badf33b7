"""The guides and answers that a portal begins with. Staff edit them in the admin afterwards."""

from typing import NamedTuple

from institutions.models import Guide, GuideKind


class Starter(NamedTuple):
    """One text as it comes with the portal."""

    slug: str
    title: str
    summary: str
    body: str
    kind: str = GuideKind.GUIDE


GUIDES = (
    Starter(
        "interviews",
        "Before an interview",
        "What a hospital wants to hear in fifteen minutes, and what you should ask.",
        """Most interviews for an internship last ten to fifteen minutes. Nobody expects you to know the work already. They want to see
that you are safe with patients, that you listen, and that you will come every day.

# The day before

- Read the internship’s page again: its objectives are what they will ask about.
- Have one example ready for each: a time you explained something to a patient, a mistake and what you did then, a day that went wrong.
- Look up the way, and how long it takes at that hour. Be there ten minutes early.

# In the room

- Answer in three steps: what happened, what you did, what came of it. Two minutes are enough.
- “I do not know, I would ask” is a good answer. Guessing is not.
- Never name a patient, not even a first name, and no hospital that did something badly.

# Ask them

- Who teaches me day by day, and whom do I ask when they are away?
- What did the last interns find hard in the first week?
- How many nights and weekends are there?

# Afterwards

Write down what they asked while you remember it. A thank-you of two lines is welcome; a second one is not.
""",
    ),
    Starter(
        "letters",
        "Asking for a recommendation letter",
        "Whom to ask, when, and what to give them so that they can write something true.",
        """A good letter says what somebody saw you do. Ask the person who saw you most, not the person with the longest title.

# When

Ask three to four weeks before the letter is needed. Whoever has a week writes a short letter.

# How

- Ask whether they can write *a good letter*. Let them say no; a weak letter is worse than none.
- Say what it is for, by when, and to whom it goes.
- Give them your CV, what you look for, and two or three moments that they saw themselves.

# If you may read it

You may give up the right to read a letter. Many readers then trust it more; it is your choice, and you say it when you ask.

# When it is sent

Thank them, and tell them later what came of it. They will write for the next student more gladly.
""",
    ),
    Starter(
        "what-to-wear",
        "What to wear",
        "On the ward, in the laboratory and in the office.",
        """The partner’s own rules come first: look for them in the letter of placement, or ask.

# On the ward

- Short or rolled-up sleeves: bare below the elbows. No rings but a plain band, no watch, no nail varnish, no false nails.
- Closed shoes with a sole that does not slip and can be wiped.
- Hair tied back. A headscarf is tucked in and changed every day.
- Your badge where it can be read, and a pen that you do not mind losing.

# In the laboratory

A coat that closes, long trousers, closed shoes. Coat and gloves stay inside when you go out.

# In the office

What you would wear to an examination. Screens are locked when you stand up, and paper with names goes back into its drawer.

# Everywhere

Little scent, or none. Wash the coat at sixty degrees, apart from the rest.
""",
    ),
    Starter(
        "first-day",
        "Your first day",
        "Where to be, what to bring, and what to say when you do not know.",
        """# Bring

- Your identity card, your student card and the letter of placement.
- The originals of your vaccination record and of what else was asked.
- A notebook, water, something to eat: the canteen may be far.

# When you arrive

Report where the letter says, ten minutes early. Ask for the name of your supervisor, the number for emergencies, the fire exit and
where to wash your hands. Somebody will mark in the portal that you came; your hours count from then.

# In the first week

- Watch, then do it with somebody beside you, then ask to be watched. Nobody minds a question asked twice.
- Say so before you touch a patient: who you are, that you are a student, and what you are going to do.
- Write your hours down each evening. It takes half a minute, and nobody remembers on Friday.

# When something goes wrong

A needle, a fall, a sharp word: tell your supervisor at once, then your placement office. Nobody is sent home for reporting. Wash, do not
squeeze, and go to the emergency department straight away after a needle.
""",
    ),
    Starter(
        "who-can-apply",
        "Who can apply?",
        "Students of an institute that uses the portal, and graduates whom an institute sponsors.",
        """Students whose institute has an agreement with the hospital. Your placement office opens your account and you get a mail.

Graduates and people who change their field need an institute that sponsors them: it answers for you and signs the agreement. Ask one
under “Ask a question”.
""",
        GuideKind.ANSWER,
    ),
    Starter(
        "what-does-it-cost",
        "What does it cost?",
        "The portal costs students nothing.",
        """The portal costs you nothing. Some internships pay a stipend; each page says how much. If somebody asks you for money
for a place, do not pay, and tell your placement office.
""",
        GuideKind.ANSWER,
    ),
    Starter(
        "without-agreement",
        "My hospital is not here. What now?",
        "Tell your placement office, with a name to call.",
        """Tell your placement office the hospital’s name, the department and whom to call there. When the two sign an agreement, its
internships stand here.
""",
        GuideKind.ANSWER,
    ),
    Starter(
        "is-a-certificate-real",
        "How does an employer know that my certificate is real?",
        "By its code: two seconds, without an account.",
        """Every certificate has a code. Whoever types it under “Check a certificate” reads what was certified, by whom, and whether it
still holds.
""",
        GuideKind.ANSWER,
    ),
)


def load_guides() -> int:
    """Add the texts that a portal begins with; those that are there stay as they were edited. Returns how many are new."""
    made = [
        Guide.objects.get_or_create(
            slug=starter.slug,
            defaults={
                "kind": starter.kind,
                "title": starter.title,
                "summary": starter.summary,
                "body": starter.body,
                "position": position,
            },
        )[1]
        for position, starter in enumerate(GUIDES, 1)
    ]
    return sum(made)
