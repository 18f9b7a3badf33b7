"""Tables of this app, one noun a file."""

from placements.models import weeks
from placements.models.applications import Application, ApplicationTransition
from placements.models.calls import Call, CallAnswer, CallTransition
from placements.models.catalogue import Competency, Scale, ScalePoint, Track
from placements.models.checklists import ChecklistItem, ChecklistTick, Occasion
from placements.models.loads import begun_in, with_load
from placements.models.name_lists import ListedName, NameList, NameListTransition
from placements.models.placements import Placement, PlacementTransition
from placements.models.programmes import IntakeBlock, ProgrammeBlock, ProgrammeCompetency, with_sums
from placements.models.progress import with_progress
from placements.models.questions import Question, QuestionTransition
from placements.models.seats import AgreementSeat, AgreementYear, Seat
from placements.models.slots import Allotment, Objective, Slot, SlotTransition
from placements.models.training import Category, FeedbackNote, HoursEntry, HoursTransition, ObjectiveConfirmation

__all__ = [
    "AgreementSeat",
    "AgreementYear",
    "Allotment",
    "Application",
    "ApplicationTransition",
    "Call",
    "CallAnswer",
    "CallTransition",
    "Category",
    "ChecklistItem",
    "ChecklistTick",
    "Competency",
    "FeedbackNote",
    "HoursEntry",
    "HoursTransition",
    "IntakeBlock",
    "ListedName",
    "NameList",
    "NameListTransition",
    "Objective",
    "ObjectiveConfirmation",
    "Occasion",
    "Placement",
    "PlacementTransition",
    "ProgrammeBlock",
    "ProgrammeCompetency",
    "Question",
    "QuestionTransition",
    "Scale",
    "ScalePoint",
    "Seat",
    "Slot",
    "SlotTransition",
    "Track",
    "begun_in",
    "weeks",
    "with_load",
    "with_progress",
    "with_sums",
]
