"""One set of looks at the portal, for “manage.py doctor” and for the operations page: what was found, and the act or line that mends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Chore
from config.operations.figures import Figures
from config.pages import health
from core.errors import Words
from core.words import day, listed, when

BACKUP_WITHIN = timedelta(hours=26)
TRIAL_WITHIN = timedelta(days=35)
SEAL_ENDS_SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Check:
    """One look: its name for the terminal, its title and finding for people, and what mends it."""

    name: str
    title: Words
    well: bool
    found: Words
    url: str = ""
    action: Words = ""


def good(name: str, title: Words, found: Words) -> Check:
    """All is well here."""
    return Check(name, title, well=True, found=found)


def lacking(name: str, title: Words, found: Words, url: str = "", action: Words = "") -> Check:
    """Something is to be done."""
    return Check(name, title, well=False, found=found, url=url, action=action)


def of_portal(figures: Figures, now: datetime) -> list[Check]:
    """What should be well on every day. Two queries besides those of the figures."""
    return [
        _said("migrations", _("Tables"), health.migrations(), _("As the code expects them.")),
        _said("disk", _("Room on the disk"), health.disk(), _("%(n)s GB free.") % {"n": figures.free_gigabytes}),
        _said("broker", _("Wake-ups"), health.broker(), _("Valkey answers.")),
        _workers(figures),
        _clock(figures),
        _outbox(figures, now),
        _refused(figures),
        _backup(figures, now),
        _trial(figures, now),
        _seal(now),
    ]


def _said(name: str, title: str, word: str, fine: str) -> Check:
    """A look of /readyz, in a sentence."""
    if word == health.FINE:
        return good(name, title, fine)
    if word.endswith(health.NEWER):
        found = _(
            "They are of a newer version than the portal that runs here. Start that version, or bring back the backup from before."
        )
        return lacking(name, title, found)
    words = {
        health.AWAY: _("It does not answer."),
        health.UNREADABLE: _("It cannot be read."),
        health.NEARLY_FULL: _("It is nearly full."),
    }
    return lacking(name, title, words.get(word) or _("Not applied: %(n)s.") % {"n": word.split(maxsplit=1)[0]})


def _workers(figures: Figures) -> Check:
    names = listed(worker.name for worker in figures.workers if worker.alive)
    if names:
        return good("workers", _("Workers"), names)
    found = _("None has spoken for two minutes: mail, papers and lists wait. Start the worker process.")
    return lacking("workers", _("Workers"), found)


def _clock(figures: Figures) -> Check:
    title = _("What runs by itself")
    late = [sweep for sweep in figures.sweeps if sweep.late]
    fails = [sweep for sweep in figures.sweeps if sweep.fails and not sweep.late]
    if not figures.sweeps_began:
        found = _("Nothing has run by itself yet. Start the beat process, and a worker.")
        return lacking("clock", title, found)
    words = [
        said % {"names": listed(str(sweep.name) for sweep in some[:3])}
        for said, some in ((_("Late: %(names)s."), late), (_("Fails: %(names)s. The log says why."), fails))
        if some
    ]
    if words:
        return lacking("clock", title, " ".join(words), "#sweeps", _("See them"))
    return good("clock", title, _("Everything ran when it was due."))


def _outbox(figures: Figures, now: datetime) -> Check:
    title = _("Mail on its way")
    oldest = figures.mail.oldest
    if oldest is None or oldest > now - health.MAIL_WAITS_AT_MOST:
        words = ngettext("%(n)d message is about to leave.", "%(n)d messages are about to leave.", figures.mail.waiting)
        found = words % {"n": figures.mail.waiting} if figures.mail.waiting else _("Nothing waits.")
        return good("outbox", title, found)
    found = _("%(n)d wait, the oldest since %(when)s. See that the mail server answers.")
    found %= {"n": figures.mail.waiting, "when": when(oldest)}
    if figures.mail.tried:
        again = _("%(n)d of them are tried again: %(error)s.")
        found += " " + again % {"n": figures.mail.tried, "error": figures.mail.error}
    return lacking("outbox", title, found, reverse("operations_test_mail"), _("Send a test mail"))


def _refused(figures: Figures) -> Check:
    title, failed = _("Mail that came back"), figures.mail.failed
    if not failed:
        return good("refused", title, _("None."))
    words = ngettext("%(n)d message was refused.", "%(n)d messages were refused.", failed) % {"n": failed}
    found = words + " " + _("Correct the addresses, then send again.")
    return lacking("refused", title, found, reverse("operations_resend"), _("Send again"))


def _backup(figures: Figures, now: datetime) -> Check:
    title, last = _("Backup"), figures.last(Chore.Kind.BACKUP)
    tried = figures.last(Chore.Kind.BACKUP, ok=False)
    if tried and (last is None or tried.finished_at > last.finished_at):
        found = _("The latest try, %(when)s, did not go well: %(note)s.")
        return lacking("backup", title, found % {"when": when(tried.finished_at), "note": tried.note.rstrip(".")})
    if last is None:
        return lacking("backup", title, _("None yet. Run “manage.py backup” each night."))
    well = last.finished_at > now - BACKUP_WITHIN
    found = _("The last one was made %(when)s.") % {"when": when(last.finished_at)}
    return Check("backup", title, well, found if well else found + " " + _("Run “manage.py backup” each night."))


def _seal(now: datetime) -> Check:
    title, path = _("The seal of papers"), Path(settings.SEAL_KEY_FILE)
    if not path.exists() and settings.LOCAL:
        return good("seal", title, _("It is made with the first paper."))
    try:
        ends = x509.load_pem_x509_certificates(path.read_bytes())[0].not_valid_after_utc
    except (OSError, ValueError):
        return lacking("seal", title, _("Its file is missing or damaged. “manage.py make_seal FILE” makes one."))
    if ends > now + SEAL_ENDS_SOON:
        return good("seal", title, _("It holds until %(day)s.") % {"day": day(ends.date())})
    found = _(
        "It ends on %(day)s. Make a new one with “manage.py make_seal FILE”, append the old certificate to that file, name it in"
        " WARDBRIDGE_SEAL_KEY_FILE, and start web and workers anew."
    )
    return lacking("seal", title, found % {"day": day(ends.date())})


def _trial(figures: Figures, now: datetime) -> Check:
    title, last = _("Trial of a backup"), figures.last(Chore.Kind.RESTORE_TEST)
    if last is None:
        return lacking("restore", title, _("None yet. “manage.py restore --test FILE” tries one."))
    well = last.finished_at > now - TRIAL_WITHIN
    found = _("One was restored and compared on %(day)s.") % {"day": day(last.finished_at.date())}
    again = " " + _("Try one each month: “manage.py restore --test FILE”.")
    return Check("restore", title, well, found if well else found + again)
