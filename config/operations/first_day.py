"""What a young portal needs before anybody relies on it, each with the act that mends it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Chore
from config.operations.checks import Check, good, lacking
from config.operations.figures import Figures
from core.actor import Role
from core.words import day
from institutions.models import Institute, Membership


def of_first_day(figures: Figures) -> list[Check]:
    """What a young portal needs before anybody relies on it. Two queries."""
    institutes = Institute.objects.aggregate(
        total=Count("pk"),
        nameless=Count("pk", filter=Q(address="") | Q(email="") | Q(phone="")),
        unsigned=Count("pk", filter=Q(signatory_name="") | Q(signatory_title="")),
    )
    held = Q(ended_at=None, user__claimed_at__isnull=False)
    people = Membership.objects.aggregate(
        offices=Count("pk", filter=held & Q(role=Role.COORDINATOR)), leads=Count("pk", filter=held & Q(role=Role.LEAD))
    )
    return [
        _site_url(),
        _test_mail(figures),
        _letterhead(institutes),
        _signatories(institutes),
        _first_people(people),
    ]


def _site_url() -> Check:
    site = urlsplit(settings.SITE_URL)
    well = site.scheme == "https" and site.hostname not in {"localhost", "127.0.0.1"}
    found = settings.SITE_URL + (
        "" if well else ". " + _("Set WARDBRIDGE_SITE_URL to the address that people type, with https.")
    )
    return Check("site", _("The portal’s address"), well, found)


def _test_mail(figures: Figures) -> Check:
    title, url, action = _("A test mail"), reverse("operations_test_mail"), _("Send one")
    last = figures.last(Chore.Kind.TEST_MAIL)
    if last is None:
        return lacking("test mail", title, _("None was sent yet."), url, action)
    found = _("One left on %(day)s. Did it arrive?") % {"day": day(last.finished_at.date())}
    return good("test mail", title, found)


def _letterhead(institutes: dict[str, int]) -> Check:
    title, url = _("Letterheads"), reverse("admin:institutions_institute_changelist")
    if not institutes["total"]:
        return lacking(
            "letterhead",
            title,
            _("There is no institute yet."),
            reverse("admin:institutions_institute_add"),
            _("Add one"),
        )
    if not institutes["nameless"]:
        return good("letterhead", title, _("Every institute has address, telephone and e-mail."))
    words = ngettext(
        "%(n)d institute lacks address, telephone or e-mail; its papers print them.",
        "%(n)d institutes lack address, telephone or e-mail; their papers print them.",
        institutes["nameless"],
    )
    return lacking("letterhead", title, words % {"n": institutes["nameless"]}, url, _("Fill in"))


def _signatories(institutes: dict[str, int]) -> Check:
    title = _("Who signs")
    if institutes["total"] and not institutes["unsigned"]:
        return good("signatories", title, _("Every institute names who signs its papers."))
    words = ngettext(
        "%(n)d institute names nobody who signs its papers.",
        "%(n)d institutes name nobody who signs their papers.",
        institutes["unsigned"],
    )
    url = reverse("admin:institutions_institute_changelist")
    return lacking("signatories", title, words % {"n": institutes["unsigned"]}, url, _("Fill in"))


def _first_people(people: dict[str, int]) -> Check:
    title = _("First people")
    if people["offices"] and people["leads"]:
        return good("people", title, _("A placement office and a partner have come in."))
    found = _("Invite the first coordinator and the first placement lead, and see that they come in.")
    return lacking("people", title, found, reverse("people_invite"), _("Invite"))
