"""The kinds of evidence a portal begins with. Data, loaded into a table by `institutions.services.starters` and edited there."""

from typing import Any, NamedTuple

POSITIVE = {
    "name": "result",
    "label": "Result",
    "type": "choice",
    "choices": ["positive", "negative", "equivocal"],
    "required": True,
}
DONE_BY = {"name": "given_by", "label": "Given by", "type": "text", "required": False}
PROVIDER = {"name": "provider", "label": "Course provider", "type": "text", "required": False}


class KindData(NamedTuple):
    """One kind of evidence."""

    slug: str
    name: str
    is_health: bool = False
    issuer_hint: str = ""
    default_months: int | None = None
    states_its_end: bool = False
    fields: tuple[dict[str, Any], ...] = ()


def _dose(slug: str, name: str, *fields: dict[str, Any]) -> KindData:
    return KindData(
        slug, name, is_health=True, issuer_hint="The vaccination card, with name and date", fields=(*fields, DONE_BY)
    )


def _titre(slug: str, name: str) -> KindData:
    return KindData(slug, name, is_health=True, issuer_hint="A laboratory’s report", fields=(POSITIVE,))


def _training(slug: str, name: str) -> KindData:
    return KindData(
        slug, name, issuer_hint="A certificate with your name and the day", default_months=12, fields=(PROVIDER,)
    )


KINDS = (
    _dose("mmr-dose", "MMR vaccination"),
    _dose("measles-dose", "Measles vaccination"),
    _dose("mumps-dose", "Mumps vaccination"),
    _dose("rubella-dose", "Rubella vaccination"),
    _titre("mmr-titre", "MMR serology"),
    _dose(
        "hepb-dose",
        "Hepatitis B vaccination",
        {
            "name": "product",
            "label": "Product",
            "type": "choice",
            "choices": ["three-dose", "two-dose"],
            "required": True,
        },
    ),
    KindData(
        "hepb-titre",
        "Hepatitis B surface antibody titre",
        is_health=True,
        issuer_hint="A laboratory’s report with a number, four to eight weeks after the last dose",
        fields=({"name": "titre", "label": "Titre in mIU/mL", "type": "number", "required": True},),
    ),
    KindData(
        "hepb-nonresponder",
        "Hepatitis B non-responder statement",
        is_health=True,
        issuer_hint="A physician’s letter after two complete series",
    ),
    _dose("varicella-dose", "Varicella vaccination"),
    _titre("varicella-titre", "Varicella serology"),
    _dose(
        "tdap",
        "Tdap or Td vaccination",
        {"name": "product", "label": "Product", "type": "choice", "choices": ["Tdap", "Td"], "required": True},
    ),
    _dose("influenza", "Influenza vaccination"),
    KindData(
        "influenza-declination", "Influenza declination", is_health=True, issuer_hint="A physician’s medical reason"
    ),
    KindData(
        "tb-igra",
        "TB blood test (IGRA)",
        is_health=True,
        issuer_hint="A laboratory’s report",
        default_months=12,
        fields=(POSITIVE,),
    ),
    KindData(
        "tb-skin-test",
        "TB skin test (TST)",
        is_health=True,
        issuer_hint="The reading, signed, two to three days after the test",
        default_months=12,
        fields=(POSITIVE, {"name": "millimetres", "label": "Millimetres", "type": "number", "required": False}),
    ),
    KindData(
        "chest-xray",
        "Chest X-ray",
        is_health=True,
        issuer_hint="The radiologist’s report",
        default_months=12,
        fields=(
            {
                "name": "finding",
                "label": "Finding",
                "type": "choice",
                "choices": ["clear", "abnormal"],
                "required": True,
            },
        ),
    ),
    KindData(
        "tb-symptoms",
        "TB symptom form",
        is_health=True,
        issuer_hint="The form, signed by a physician or nurse",
        default_months=12,
        fields=({"name": "free", "label": "No symptoms", "type": "bool", "required": False},),
    ),
    KindData(
        "bls",
        "Basic life support card",
        issuer_hint="American Heart Association provider, or equal",
        default_months=24,
        states_its_end=True,
        fields=(
            PROVIDER,
            {
                "name": "format",
                "label": "Taught",
                "type": "choice",
                "choices": ["in person", "online only"],
                "required": True,
            },
        ),
    ),
    KindData("criminal-check", "Criminal record check", issuer_hint="Police or a recognised agency", default_months=12),
    KindData(
        "child-clearance", "Child abuse clearance", issuer_hint="The authority of your province", default_months=12
    ),
    KindData(
        "drug-screen",
        "Drug screen",
        is_health=True,
        issuer_hint="A laboratory’s report",
        default_months=12,
        fields=(POSITIVE,),
    ),
    KindData(
        "liability-insurance",
        "Liability insurance",
        issuer_hint="The one-page certificate of your institute’s insurer",
        states_its_end=True,
        fields=({"name": "insurer", "label": "Insurer", "type": "text", "required": True},),
    ),
    KindData("health-insurance", "Health insurance", issuer_hint="Your card or policy", states_its_end=True),
    KindData(
        "n95-fit",
        "N95 fit test",
        issuer_hint="Whoever tested the fit",
        default_months=12,
        fields=({"name": "model", "label": "Mask model", "type": "text", "required": True},),
    ),
    _training("privacy-training", "Privacy and confidentiality training"),
    _training("bloodborne-training", "Bloodborne pathogens training"),
    _training("fire-safety-training", "Fire and safety training"),
    _training("infection-control-training", "Infection control training"),
    KindData("code-of-conduct", "Signed code of conduct", issuer_hint="The host’s own form"),
    KindData("ehr-access", "Signed access form for records", issuer_hint="The host’s own form"),
    KindData("physical-exam", "Physical examination", is_health=True, issuer_hint="A physician", default_months=12),
    _dose("polio-dose", "Polio vaccination"),
    _dose("covid-dose", "COVID-19 vaccination"),
    _dose("hepa-dose", "Hepatitis A vaccination"),
    KindData(
        "photo", "Photo for the badge", issuer_hint="Like a passport’s, not older than six months", default_months=6
    ),
    KindData("id-card", "CNIC or passport", issuer_hint="A copy of the page with the photo", states_its_end=True),
    KindData("guardian-consent", "Guardian’s consent", issuer_hint="Only for those who are not of age yet"),
    KindData(
        "council-registration",
        "Council registration",
        issuer_hint="The licence or provisional licence",
        states_its_end=True,
        fields=(
            {
                "name": "council",
                "label": "Council",
                "type": "choice",
                "choices": ["PMDC", "PNMC", "AHPC", "Pharmacy Council"],
                "required": True,
            },
            {"name": "number", "label": "Number", "type": "text", "required": True},
        ),
    ),
)
