"""Forms of the register. Names equal the services' keyword names."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.uploads import PiecesInput
from core.actor import Actor
from core.forms import ActForm
from core.phones import plain_phone
from institutions.forms.agreements import DayInput
from institutions.models import Department, Duty, Partner, PartnerKind, Site, Teaching
from institutions.policies.register import may_set_cap, may_show
from institutions.services.duplicates import Asked, Duplicate, likely_duplicates

BEDS_MAX = 20_000
PLACE = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)")
LINES = {"rows": 4}


class TelInput(forms.TextInput):
    """The phone's number keys."""

    input_type = "tel"


class PhoneField(forms.CharField):
    """A number as people write it, kept as the world dials it."""

    widget = TelInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        return plain_phone(super().clean(value))


class CoordinatesField(forms.CharField):
    """Latitude and longitude in one line, as maps show them; cleaned to a pair, of None where nothing was written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Coordinates"),
            max_length=60,
            required=False,
            help_text=_("As a map shows them: 24.86143, 67.00994. Press long on the entrance, and copy."),
            **kwargs,
        )

    def clean(self, value: Any) -> tuple[Decimal | None, Decimal | None]:
        text = super().clean(value)
        if not text:
            return None, None
        if not (found := PLACE.fullmatch(text)):
            raise ValidationError(_("Write two numbers with a comma between: 24.86143, 67.00994."))
        latitude, longitude = (round(Decimal(number), 5) for number in found.groups())
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise ValidationError(_("This is not on the globe: latitude first, up to 90, then longitude, up to 180."))
        return latitude, longitude


class PlacedForm(ActForm):
    """A form with coordinates, which services take as two numbers."""

    def values(self) -> dict[str, Any]:
        values = super().values()
        values["latitude"], values["longitude"] = values.pop("coordinates")
        return values


class PartnerForm(ActForm):
    """What students and placement offices read about a partner."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=PartnerKind.choices)
    city = forms.CharField(label=_("City"), max_length=80)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    phone = PhoneField(label=_("Telephone"), help_text=_("The switchboard. Students do not see it."))
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Students do not see it."))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    teaching = forms.ChoiceField(
        label=_("Teaching status"), choices=[("", _("Not known")), *Teaching.choices], required=False
    )
    beds = forms.IntegerField(label=_("Beds"), min_value=0, max_value=BEDS_MAX, required=False)
    languages = forms.CharField(
        label=_("Languages"), max_length=200, required=False, help_text=_("Spoken at work: Urdu, Sindhi, English.")
    )
    about = forms.CharField(
        label=pgettext_lazy("description", "About"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("Two or three sentences for students: what is done there, and for whom."),
    )
    how_taught = forms.CharField(
        label=_("How interns are taught"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("Rounds, teaching hours, who supervises, what an intern may do."),
    )
    values = forms.CharField(
        label=_("Values"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("One a line."),
    )
    initiatives = forms.CharField(
        label=_("Recent initiatives"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("One a line: a new ward, a screening campaign, a study."),
    )


class PartnerAddForm(PartnerForm):
    """A new entry. Shows who is there already before it is sent a second time."""

    first_site = forms.CharField(
        label=_("First site"), max_length=150, initial=_("Main building"), help_text=_("You can add others later.")
    )
    coordinates = CoordinatesField()
    is_another = forms.BooleanField(label=_("None of these: register it"), required=False)

    field_order = ("is_another", "name", "kind", "city", "first_site", "address", "coordinates")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duplicates: list[Duplicate] = []
        if "is_another" not in self.data:
            self.fields["is_another"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("name") and not cleaned.get("is_another"):
            latitude, longitude = cleaned.get("coordinates") or (None, None)
            asked = Asked(
                cleaned["name"],
                cleaned.get("city", ""),
                cleaned.get("phone", ""),
                cleaned.get("email", ""),
                latitude,
                longitude,
            )
            self.duplicates = likely_duplicates([asked]).get(0, [])
        if self.duplicates:
            self.fields["is_another"].widget = forms.CheckboxInput()
            self.add_error("is_another", _("Look at them first; tick this if it is none of them."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        del values["is_another"]
        values["latitude"], values["longitude"] = values.pop("coordinates")
        return values


class PartnerEditForm(PartnerForm):
    """A change of the entry."""

    people_cap = forms.IntegerField(
        label=_("Interns at once, in all departments"),
        min_value=0,
        max_value=BEDS_MAX,
        required=False,
        help_text=_("Empty for no limit."),
    )
    is_public = forms.BooleanField(
        label=_("Show it on the public pages"),
        required=False,
        help_text=_("To everybody, with the internships that are public themselves."),
    )

    def __init__(self, *args: Any, actor: Actor, partner: Partner, **kwargs: Any) -> None:
        names = [*PartnerForm.base_fields.keys() - {"idempotency_key", "version"}, "people_cap", "is_public"]
        initial = {name: getattr(partner, name) for name in names}
        super().__init__(*args, initial=initial, version=partner.version, **kwargs)
        if not may_set_cap(actor, partner):
            del self.fields["people_cap"]
        if not partner.is_public and not may_show(actor, partner):
            del self.fields["is_public"]


class PartForm(ActForm):
    """A part of a partner's entry."""

    def __init__(self, *args: Any, partner: Partner, thing: Any = None, **kwargs: Any) -> None:
        self.partner = partner
        shown = {name: getattr(thing, name) for name in self.base_fields if hasattr(thing, name)} if thing else {}
        version = thing.stamp if thing else None
        super().__init__(*args, initial=shown | kwargs.pop("initial", {}), version=version, **kwargs)


class SiteForm(PlacedForm, PartForm):
    """One address of a partner."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("For example Main building, City campus."))
    city = forms.CharField(label=_("City"), max_length=80)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    coordinates = CoordinatesField()
    directions = forms.CharField(
        label=_("How to get there"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("The bus, the gate, where to park: as one tells a newcomer. Students read it."),
    )

    def __init__(self, *args: Any, partner: Partner, thing: Site | None = None, **kwargs: Any) -> None:
        initial = {"city": partner.city} if thing is None else {}
        if thing is not None and thing.latitude is not None:
            initial["coordinates"] = f"{thing.latitude}, {thing.longitude}"
        super().__init__(*args, partner=partner, thing=thing, initial=initial, **kwargs)


class DepartmentForm(PartForm):
    """A ward, section or office."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example Radiology, Claims."))
    specialty = forms.CharField(label=_("Specialty"), max_length=120, required=False)
    beds = forms.IntegerField(label=_("Beds"), min_value=0, max_value=BEDS_MAX, required=False)
    interns_at_once = forms.IntegerField(
        label=_("Interns at once"),
        min_value=0,
        max_value=BEDS_MAX,
        required=False,
        help_text=_("How many it can teach at once; empty for no limit. The grid marks weeks with more."),
    )
    contact_email = forms.EmailField(label=_("E-mail of the department"), required=False)

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, partner=partner, **kwargs)
        self.fields["site"].queryset = partner.sites.order_by("name")  # type: ignore[attr-defined]


class ContactForm(PartForm):
    """A person or desk, by duty."""

    duty = forms.ChoiceField(label=_("Ask them about"), choices=Duty.choices)
    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("A person, or a desk: Education office."))
    title = forms.CharField(label=_("Position"), max_length=120, required=False)
    phone = PhoneField(label=_("Telephone"))
    email = forms.EmailField(label=_("E-mail"), required=False)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("The whole partner")
    )

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, partner=partner, **kwargs)
        self.fields["department"].queryset = Department.objects.filter(site__partner=partner).order_by("name")  # type: ignore[attr-defined]


class AccreditationForm(PartForm):
    """What a body certifies, and its paper."""

    body = forms.CharField(
        label=_("Body"), max_length=200, help_text=_("The council or organisation that certifies it.")
    )
    what_for = forms.CharField(label=_("What for"), max_length=200, help_text=_("For example House job, ISO 15189."))
    number = forms.CharField(label=_("Number"), max_length=80, required=False)
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput, required=False)
    valid_until = forms.DateField(
        label=_("Valid until"), widget=DayInput, required=False, help_text=_("Empty when it does not run out.")
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        widget=PiecesInput(),
        help_text=_("PDF, JPG or PNG, up to 10 MB. The earlier one stays when you send none."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day must not come before the first."))
        return cleaned
