"""The list of partners: what its lines say, and which services write them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor, Role
from core.columns import Column, Wrong, choices_of, email, length, phone, said, whole
from core.sheet_kinds import LineSheet
from core.sheets import OF_PARTNERS, Row, declare
from core.verdict import Verdict, never
from institutions.models import Partner, PartnerKind, Teaching
from institutions.policies import register as policies
from institutions.services.duplicates import Asked, likely_duplicates
from institutions.services.partners import edit_partner, register_partner

BEDS = 20_000
most = partial(length, Partner)


def web_address(cell: str) -> str:
    """An address of the web; one without its scheme gets it."""
    address = cell if "://" in cell else f"https://{cell}"
    try:
        URLValidator(["http", "https"])(address)
    except ValidationError as error:
        raise Wrong(_("“%(cell)s” is no address of the web.") % {"cell": cell}) from error
    return address


class PartnerSheet(LineSheet):
    """Partners, known by their names."""

    noun = "partners"
    area = OF_PARTNERS
    title = gettext_lazy("Partners")
    about = gettext_lazy(
        "Hospitals, clinics, laboratories and others, as the register has them. Likely duplicates are shown first."
    )
    columns = (
        Column("name", "Name", needed=True, most=most("name"), also=("partner", "hospital", "organisation", "organization"),
               help=gettext_lazy("Tells one partner from another.")),
        Column("kind", "Kind", choices_of(PartnerKind), needed=True, also=("type",),
               help=gettext_lazy("hospital, clinic, laboratory, imaging, pharmacy, insurer, health it, public health or ngo.")),
        Column("city", "City", needed=True, most=most("city"), also=("town",)),
        Column("address", "Address", most=most("address")),
        Column("phone", "Phone", phone, most=most("phone"), also=("telephone", "switchboard", "tel")),
        Column("email", "E-mail", email, most=most("email"), also=("mail", "email address")),
        Column("website", "Website", web_address, most=most("website"), also=("web", "url", "homepage")),
        Column("about", "About", several_lines=True),
        Column("teaching", "Teaching status", choices_of(Teaching), help=gettext_lazy("university, teaching or not teaching.")),
        Column("beds", "Beds", whole(0, BEDS), empty=None),
        Column("languages", "Languages", most=most("languages")),
        Column("values", "Values", several_lines=True, help=gettext_lazy("One a line.")),
        Column("initiatives", "Recent initiatives", several_lines=True, also=("initiatives",), help=gettext_lazy("One a line.")),
        Column("how_taught", "How interns are taught", several_lines=True),
    )  # fmt: skip
    unique = (("name",),)
    sample = (
        ("Margalla Teaching Hospital", "hospital", "Karachi", "4 Stadium Road", "+922134567890", "office@margalla.example", "",
         "", "teaching", "620", "Urdu, Sindhi, English", "", "", ""),
        ("Indus Diagnostic Laboratory", "laboratory", "Hyderabad", "", "", "", "", "", "", "", "", "", "", ""),
    )  # fmt: skip
    list_route = "partner_list"
    tries_new = False

    def may(self, actor: Actor) -> Verdict:
        if actor.acts_as(Role.COORDINATOR):
            return policies.may_register(actor)
        return never(_("Lists of partners are brought in by placement offices."))

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Partner]:
        found = partners_called(actor, {self.say(row, "name") for row in rows})
        return found.select_for_update(of=("self",)) if lock else found

    def by_key(self, actor: Actor, keys: Iterable[int]) -> Mapping[int, Partner]:
        return Partner.objects.visible_to(actor).in_bulk(list(keys))

    def cells(self, thing: Partner) -> dict[str, str]:
        return {column.name: said(getattr(thing, column.name)) for column in self.columns}

    def alike(self, rows: Sequence[Row], actor: Actor) -> dict[int, dict[int, str]]:
        """As on entry: names that are spelt another way, the same number, the same address."""
        asked = [
            Asked(
                name=self.say(row, "name"),
                city=self.say(row, "city"),
                phone=self.say(row, "phone"),
                email=self.say(row, "email"),
            )
            for row in rows
        ]
        found = likely_duplicates(asked)
        return {
            rows[place].line: {match.partner.pk: f"{match.partner.name}, {match.partner.city}" for match in matches}
            for place, matches in found.items()
        }

    def add(self, row: Row, *, by: Actor, now: datetime) -> Partner:
        return register_partner(by=by, now=now, **row.values)

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Partner:
        return edit_partner(partner_id=row.thing.pk, by=by, now=now, **{name: row.values[name] for name in row.changes})


def partners_called(actor: Actor, names: Iterable[str]) -> QuerySet[Partner]:
    """Partners that the actor sees, by their names whatever the capitals. One query."""
    wanted = {name.lower() for name in names}
    return Partner.objects.visible_to(actor).alias(called=Lower("name")).filter(called__in=wanted)


PARTNERS = declare(PartnerSheet())
