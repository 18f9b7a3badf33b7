"""The way around the portal, by acting role: groups in the bar, the pages of the open group as tabs above the page.

Phones show the groups as the bottom bar: five at most, and a word or two each. A page belongs to the tab whose noun its name begins
with, the longest such: `agreement_detail` to `agreement_list`, `placement_letter_add` to `placement_letter_list`.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.errors import Words


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a group: its words, and the name of its address."""

    label: Words
    route: str

    @property
    def noun(self) -> str:
        """What the names of its pages begin with; empty for pages that stand alone."""
        return "" if ":" in self.route else self.route.rpartition("_")[0]

    def holds(self, view_name: str) -> bool:
        """True for the tab's own page, and for every page of its noun."""
        return view_name == self.route or (bool(self.noun) and view_name.startswith(f"{self.noun}_"))


@dataclass(frozen=True, slots=True)
class Group:
    """One entry of the bar. Leads to its first tab."""

    label: Words
    icon: str
    tabs: tuple[Tab, ...]


def _single(label: Words, route: str, icon: str) -> Group:
    return Group(label, icon, (Tab(label, route),))


PUBLIC = (
    _single(_("Internships"), "internship_list", "search"),
    _single(_("Partners"), "partner_list", "building"),
    _single(_("Careers"), "career_list", "signpost"),
    _single(_("Check a certificate"), "verify", "patch-check"),
)
CALLS, CHANGES = Tab(_("Calls"), "call_list"), Tab(_("Changes"), "change_list")
MENTORS = Tab(_("Mentors"), "mentorship_list")
GROUPS: dict[Role | None, tuple[Group, ...]] = {
    Role.STUDENT: (
        _single(_("Home"), "home", "house"),
        Group(
            _("Internships"),
            "search",
            (Tab(_("Internships"), "internship_list"), Tab(_("Saved searches"), "search_list")),
        ),
        Group(
            _("Applications"),
            "send",
            (
                Tab(_("Applications"), "application_list"),
                Tab(_("My package"), "package_detail"),
                Tab(_("References"), "reference_list"),
                Tab(_("Sites I found"), "proposal_list"),
                Tab(_("Messages"), "thread_list"),
                Tab(_("Announcements"), "announcement_list"),
            ),
        ),
        Group(
            _("Placements"),
            "hospital",
            (
                Tab(_("Placements"), "placement_list"),
                CHANGES,
                Tab(_("Certificates"), "certificate_list"),
                Tab(_("Incidents"), "incident_list"),
            ),
        ),
        _single(_("Records"), "record_list", "folder2-open"),
    ),
    Role.SUPERVISOR: (
        _single(_("Today"), "home", "house"),
        Group(
            _("Interns"),
            "people",
            (
                Tab(_("Interns"), "placement_list"),
                Tab(_("Who is with us"), "week_list"),
                CHANGES,
                Tab(_("Roster"), "roster_list"),
                Tab(_("Arrivals"), "arrival_list"),
                Tab(_("To review"), "review_list"),
                Tab(_("Interviews"), "interview_list"),
                Tab(_("Messages"), "thread_list"),
            ),
        ),
        Group(
            _("Evaluations"),
            "clipboard-check",
            (Tab(_("Evaluations"), "evaluation_list"), Tab(_("What interns say"), "rating_list")),
        ),
        _single(_("Letters"), "letter_list", "file-earmark-text"),
    ),
    Role.MENTOR: (_single(_("Home"), "home", "house"), _single(_("Mentees"), "mentorship_list", "people")),
    Role.LEAD: (
        _single(_("Overview"), "home", "grid"),
        Group(
            _("Slots"),
            "list-check",
            (
                Tab(_("Slots"), "slot_list"),
                Tab(_("Questions"), "question_list"),
                CALLS,
                Tab(_("Name lists"), "name_list_list"),
                Tab(_("Grid"), "grid"),
                Tab(_("Blackout dates"), "blackout_list"),
            ),
        ),
        Group(
            _("Applicants"),
            "people",
            (
                Tab(_("Applicants"), "application_list"),
                Tab(_("To review"), "review_list"),
                Tab(_("Interviews"), "interview_list"),
                Tab(_("Messages"), "thread_list"),
            ),
        ),
        Group(
            _("Interns"),
            "hospital",
            (
                Tab(_("Interns"), "placement_list"),
                Tab(_("Who is with us"), "week_list"),
                CHANGES,
                Tab(_("Roster"), "roster_list"),
                Tab(_("Clear to start"), "readiness_list"),
                Tab(_("Arrivals"), "arrival_list"),
                Tab(_("Letters of placement"), "placement_letter_list"),
                Tab(_("Evaluations"), "evaluation_list"),
                Tab(_("Incidents"), "incident_list"),
                Tab(_("Recorded"), "recording_list"),
            ),
        ),
        Group(
            _("Partnerships"),
            "building",
            (
                Tab(_("Agreements"), "agreement_list"),
                Tab(_("Our profile"), "partner_profile"),
                Tab(_("What interns say"), "rating_list"),
                Tab(_("Runway"), "agreement_runway"),
                Tab(_("Requirements"), "requirement_list"),
                Tab(_("Checklists"), "checklist_list"),
                Tab(_("How we stand"), "interest_say"),
                Tab(_("Our people"), "people_list"),
                Tab(_("Bring in a list"), "import_list"),
            ),
        ),
    ),
    Role.COORDINATOR: (
        Group(
            _("Overview"),
            "grid",
            (
                Tab(_("Overview"), "home"),
                Tab(_("Shortage"), "shortage_list"),
                Tab(_("Pipeline"), "pipeline_list"),
                Tab(_("Messages"), "thread_list"),
                Tab(_("Announcements"), "announcement_list"),
            ),
        ),
        Group(
            _("Partners"),
            "building",
            (
                Tab(_("Register"), "partner_register"),
                Tab(_("Agreements"), "agreement_list"),
                Tab(_("Runway"), "agreement_runway"),
                CALLS,
                Tab(_("Proposed sites"), "proposal_list"),
                Tab(_("How they stand"), "interest_list"),
                Tab(_("Words about sites"), "site_word_list"),
                Tab(_("Our people"), "people_list"),
            ),
        ),
        Group(
            _("Students"),
            "people",
            (
                Tab(_("Students"), "student_list"),
                Tab(_("Applications"), "application_list"),
                Tab(_("To endorse"), "endorsement_list"),
                Tab(_("Enquiries"), "enquiry_list"),
                Tab(_("References"), "reference_list"),
                Tab(_("Records to check"), "record_queue"),
                MENTORS,
                Tab(_("Programmes"), "programme_list"),
                Tab(_("Bring in a list"), "import_list"),
            ),
        ),
        Group(
            _("Planning"),
            "calendar-event",
            (
                Tab(_("Name lists"), "name_list_list"),
                Tab(_("Grid"), "grid"),
                Tab(_("Places kept for us"), "allotment_list"),
                Tab(_("Blackout dates"), "blackout_list"),
                Tab(_("Requirements"), "requirement_list"),
                Tab(_("Clear to start"), "readiness_list"),
                Tab(_("Letters of placement"), "placement_letter_list"),
                Tab(_("Arrivals"), "arrival_list"),
                Tab(_("Roster"), "roster_list"),
            ),
        ),
        Group(
            _("Placements"),
            "hospital",
            (
                Tab(_("Placements"), "placement_list"),
                Tab(_("Who may need help"), "support_list"),
                Tab(_("Incidents"), "incident_list"),
                CHANGES,
                Tab(_("Who is with us"), "week_list"),
                Tab(_("Evaluations"), "evaluation_list"),
                Tab(_("Evaluation forms"), "instrument_list"),
                Tab(_("Recorded"), "recording_list"),
                Tab(_("Certificates"), "certificate_list"),
            ),
        ),
    ),
    Role.VIEWER: (
        Group(
            _("Overview"),
            "grid",
            (Tab(_("Overview"), "home"), Tab(_("Shortage"), "shortage_list"), Tab(_("Pipeline"), "pipeline_list")),
        ),
        Group(
            _("Partners"),
            "building",
            (Tab(_("Agreements"), "agreement_list"), Tab(_("Runway"), "agreement_runway"), CALLS),
        ),
        Group(
            _("Students"),
            "people",
            (Tab(_("Students"), "student_list"), MENTORS, Tab(_("Clear to start"), "readiness_list")),
        ),
        Group(
            _("Placements"),
            "hospital",
            (Tab(_("Placements"), "placement_list"), CHANGES, Tab(_("Who is with us"), "week_list")),
        ),
    ),
    Role.ADMINISTRATOR: (
        Group(_("Home"), "house", (Tab(_("Home"), "home"), Tab(_("View as somebody"), "view_as_list"))),
        Group(
            _("Operations"),
            "gear",
            (
                Tab(_("How it does"), "operations_home"),
                Tab(_("People"), "operations_people"),
                Tab(_("Files"), "operations_files"),
                Tab(_("Certificates"), "operations_certificates"),
                Tab(_("History"), "operations_history"),
                Tab(_("Administration"), "admin:index"),
            ),
        ),
        _single(_("Internships"), "internship_list", "search"),
        Group(
            _("Partners"), "building", (Tab(_("Register"), "partner_register"), Tab(_("Agreements"), "agreement_list"))
        ),
        Group(
            _("Placements"),
            "hospital",
            (Tab(_("Placements"), "placement_list"), Tab(_("Evaluation forms"), "instrument_list")),
        ),
    ),
}


def navigation(actor: Actor, view_name: str) -> dict[str, list[dict[str, Any]]]:
    """`nav` for the bar, and `tabs` of the open group where it has several."""
    groups = GROUPS.get(actor.role, PUBLIC) if actor.is_signed_in else PUBLIC
    holding = [tab for group in groups for tab in group.tabs if tab.holds(view_name)]
    here = max(holding, key=lambda tab: (tab.route == view_name, len(tab.noun)), default=None)
    nav, tabs = [], []
    for group in groups:
        drawn = [{"label": tab.label, "url": reverse(tab.route), "current": tab is here} for tab in group.tabs]
        is_open = here in group.tabs
        nav.append({"label": group.label, "icon": group.icon, "url": drawn[0]["url"], "current": is_open})
        if is_open and len(drawn) > 1:
            tabs = drawn
    return {"nav": nav, "tabs": tabs}
