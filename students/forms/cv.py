"""The forms of a CV's entries: the same fields under the words of their section."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.errors import Words
from core.forms import ActForm
from students.models import CvEntry, CvSection

TEXT_LENGTH = 400

# By section: what title and place are called there, with an example; sections without a place have none.
WORDS: dict[str, dict[str, tuple[Words, Words]]] = {
    CvSection.EDUCATION: {
        "title": (_("What you earned"), _("For example FSc pre-medical, 81 %.")),
        "place": (_("School or college"), ""),
    },
    CvSection.EXPERIENCE: {
        "title": (_("What you were"), _("For example Volunteer at a vaccination camp.")),
        "place": (_("Where"), ""),
    },
    CvSection.RESEARCH: {
        "title": (_("Title"), _("Of the study, poster or paper.")),
        "place": (_("Where it was done or published"), ""),
    },
    CvSection.COURSE: {
        "title": (_("Course or certificate"), _("For example Basic life support.")),
        "place": (_("Who gave it"), ""),
    },
}
NAMES = {
    CvSection.EDUCATION: (_("Add education"), _("Edit education")),
    CvSection.EXPERIENCE: (_("Add experience"), _("Edit experience")),
    CvSection.RESEARCH: (_("Add research"), _("Edit research")),
    CvSection.COURSE: (_("Add a course or certificate"), _("Edit the course or certificate")),
}


class DayInput(forms.DateInput):
    """The browser's own calendar; plain text where there is none."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class EntryForm(ActForm):
    """One entry."""

    title = forms.CharField(max_length=150)
    place = forms.CharField(max_length=150, required=False)
    starts_on = forms.DateField(label=_("From"), widget=DayInput, required=False)
    ends_on = forms.DateField(
        label=_("To"),
        widget=DayInput,
        required=False,
        help_text=_("The CV prints month and year. Empty: it goes on, or it was one day; then leave “From” empty too."),
    )
    text = forms.CharField(
        label=_("What you did or learnt"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Two lines at most; they are left out where the CV would run past two pages."),
    )
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https", help_text=_("To the paper or page."))

    def __init__(self, *args: Any, section: str, entry: CvEntry | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(entry, name) for name in self.base_fields if hasattr(entry, name)} if entry else {}
        super().__init__(*args, initial=initial, **kwargs)
        for name, (label, example) in WORDS[section].items():
            self.fields[name].label, self.fields[name].help_text = label, example
        if section != CvSection.RESEARCH:
            del self.fields["link"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and first > clock.today():
            self.add_error("starts_on", _("This day has not come yet: a CV says what was, and what goes on."))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not come before the first."))
        return cleaned
