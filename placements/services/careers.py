"""The careers that a portal begins with. Staff edit them in the admin afterwards."""

from typing import NamedTuple

from placements.models import Career, Track


class Starter(NamedTuple):
    """One role as it comes with the portal."""

    track: str
    slug: str
    title: str
    summary: str
    work: str
    entry: str
    skills: tuple[str, ...]


CAREERS = (
    Starter(
        "imaging",
        "radiographer",
        "Radiographer",
        "Makes the pictures that a diagnosis stands on, from a chest film to a CT in the night.",
        "You work the list with one or two colleagues: position the patient, choose the dose, judge the picture, keep radiation low. "
        "Half of the skill is talking: a frightened patient moves.",
        "BSc in medical imaging or radiography; registration with the Allied Health Professionals Council.",
        ("patient positioning", "plain films", "portable films", "CT", "radiation protection"),
    ),
    Starter(
        "imaging",
        "sonographer",
        "Sonographer",
        "Sees with sound: the heart, the liver, a child before it is born.",
        "One patient after another in a dark room, and a report that others decide by. You need a steady hand and a calm voice.",
        "A degree in imaging and a supervised year at the probe.",
        ("ultrasound", "anatomy", "reporting"),
    ),
    Starter(
        "nursing",
        "ward-nurse",
        "Ward nurse",
        "Knows the patient best, and is the first to see that something is wrong.",
        "Hand-over, observations, medicines, dressings, families, and the same again. In a good team nobody carries a heavy shift alone.",
        "BSc Nursing or the diploma; licence of the Pakistan Nursing and Midwifery Council.",
        ("vital signs", "hand over", "medication", "infection control"),
    ),
    Starter(
        "emergency-and-critical-care",
        "icu-technician",
        "ICU technician",
        "Keeps ventilators, monitors and lines working for patients who cannot wait.",
        "You check machines before they are needed, set them up beside the nurse, and stay awake at four in the morning.",
        "BSc or diploma in intensive care technology.",
        ("ventilator", "monitors", "lines"),
    ),
    Starter(
        "laboratory",
        "laboratory-scientist",
        "Laboratory scientist",
        "Turns a tube of blood into a number that a doctor can trust.",
        "Controls first, then samples; a critical value is called through at once. Machines do much of it, and you are there when they "
        "are wrong.",
        "BSc in medical laboratory technology.",
        ("blood film", "controls", "coagulation", "cultures"),
    ),
    Starter(
        "health-information",
        "medical-coder",
        "Medical coder",
        "Writes what happened to a patient in codes, so that care can be counted and paid for.",
        "You read records all day and ask when they are unclear. Quiet work, often half of it from home.",
        "A degree or diploma in health information management.",
        ("diagnosis codes", "medical records", "query", "privacy"),
    ),
    Starter(
        "health-information",
        "claims-officer",
        "Claims officer",
        "Stands between hospital and insurer, and sees that what was done is paid, and what was not is not.",
        "A claim arrives, you read it against the record, ask, and answer within days.",
        "A degree in health information, business or a health profession.",
        ("claims", "coding", "audit"),
    ),
    Starter(
        "pharmacy",
        "hospital-pharmacist",
        "Hospital pharmacist",
        "Sees that the right medicine reaches the right patient in the right dose.",
        "Ward rounds in the morning, the dispensary after; you stop a mistake that nobody else saw.",
        "Pharm-D; registration with the provincial Pharmacy Council.",
        ("dispensing", "medication", "ward round"),
    ),
    Starter(
        "rehabilitation",
        "physiotherapist",
        "Physiotherapist",
        "Gets people moving again after a stroke, a fall or an operation.",
        "Twenty minutes with each patient, most of them spent on what they can do themselves. Progress is slow, and yours.",
        "DPT; registration with the Allied Health Professionals Council.",
        ("exercise", "assessment", "stroke"),
    ),
    Starter(
        "public-health",
        "public-health-officer",
        "Public health officer",
        "Keeps whole villages well, so that hospitals stay empty.",
        "A day in the field, a day with figures: screening, vaccination, water. You talk with elders as often as with doctors.",
        "A degree in public health or a health profession.",
        ("screening", "vaccination", "data collection"),
    ),
)


def load_careers() -> int:
    """Add the careers that a portal begins with; those that are there stay as they were edited. Returns how many are new."""
    tracks = {track.slug: track for track in Track.objects.all()}
    made = 0
    for position, starter in enumerate(CAREERS, 1):
        facts = starter._asdict() | {"track": tracks[starter.track], "skills": "\n".join(starter.skills)}
        facts["position"] = position
        made += Career.objects.get_or_create(slug=facts.pop("slug"), defaults=facts)[1]
    return made
