"""What was written in a mail: found above, below and between what it answers, in plain text and in pages."""

from email.message import EmailMessage

import pytest

from notifications.delivery import CUT
from placements.services.mail_reading import answer_of

WROTE = "On Thu, 26 Nov 2026 at 10:00, Wardbridge <reply+1@x> wrote:"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"Yes.\n\n{WROTE}\n> When?", "Yes."),
        ("Yes.\n\nOn Thu, 26 Nov 2026 at 10:00, Wardbridge\n<reply+1@x> wrote:\n> When?", "Yes."),
        ("Yes.\n\nOn Thu, 26 Nov 2026 at\n10:00, Wardbridge <\nreply+1@x> wrote:\n\n> When?", "Yes."),
        (f"{WROTE}\n> {CUT}\n> When?\n\nAt eight.\n-- \nDr Sana Mirza", "At eight."),
        (f"{WROTE}\n> When?\nAt eight.\n> Where?\nRoom 3.", "At eight.\nRoom 3."),
        ("جی ہاں۔\n\nبروز جمعرات، 26 نومبر، 2026 کو Wardbridge <reply+1@x> نے لکھا:\n> When?", "جی ہاں۔"),
        ("Yes.\n-----Original Message-----\nFrom: x", "Yes."),
        ("Yes.\n\n________________________________\nFrom: Portal", "Yes."),
        ("Yes.\n\nFrom: Wardbridge\nSent: Thursday, 26 November 2026 10:00\nTo: Sana\n\nWhen?", "Yes."),
        ("Yes.\n-- \nDr Sana Mirza\nConsultant", "Yes."),
        ("Yes.\n\nSent from my iPhone", "Yes."),
        (f"ٹھیک ہے۔\n\n{CUT}\nolder", "ٹھیک ہے۔"),
        ("On Monday come at eight.\nOn Tuesday at nine.", "On Monday come at eight.\nOn Tuesday at nine."),
        ("From Monday on:\n8 to 14.", "From Monday on:\n8 to 14."),
        (f"{WROTE}\n> When?", ""),
    ],
)
def test_what_is_quoted_is_cut(said, kept):
    mail = EmailMessage()
    mail.set_content(said)
    assert answer_of(mail) == kept


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (
            "<head><style>p{}</style></head><p>Yes &amp; gladly.</p><div>At <b>eight</b> sharp.</div><script>alert(1)</script>",
            "Yes & gladly.\nAt eight sharp.",
        ),
        (
            f"<div>Yes.</div><br><div class='gmail_attr'>{WROTE.replace('<', '&lt;')}<br></div><blockquote>When?</blockquote>",
            "Yes.",
        ),
        (
            "<p>Yes.</p><div style='border-top:solid'><p><b>From:</b> Wardbridge<br><b>Sent:</b> Thursday<br></p></div><p>When?</p>",
            "Yes.",
        ),
        ("<p>First:</p><blockquote>When?</blockquote><p>At&nbsp;eight.</p>", "First:\n\nAt eight."),
    ],
)
def test_a_page_is_read_as_words(page, kept):
    mail = EmailMessage()
    mail.set_content(page, subtype="html")
    assert answer_of(mail) == kept
