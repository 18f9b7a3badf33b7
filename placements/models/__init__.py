"""Tables of this app, one noun a file."""

from placements.models import weeks
from placements.models.absences import Absence, AbsenceKind, AbsenceTransition
from placements.models.activities import Activity, ActivityTransition
from placements.models.announcements import Announcement, AnnouncementReader
from placements.models.applications import Application, ApplicationTransition
from placements.models.blocks import Block, SlotBlock
from placements.models.calls import Call, CallAnswer, CallTransition
from placements.models.careers import Career
from placements.models.catalogue import Competency, Scale, ScalePoint, Track
from placements.models.changes import (
    ChangeAnswer,
    ChangeKind,
    ChangeTransition,
    MidCheck,
    PlacementChange,
    Side,
    Suspension,
)
from placements.models.checklists import ChecklistItem, ChecklistTick, Occasion, with_checklist
from placements.models.conflicts import Conflict
from placements.models.contracts import Aim, LearningContract, LearningContractTransition
from placements.models.course import with_course
from placements.models.decisions import Decision, Outcome, ReasonCode
from placements.models.described import Shifts
from placements.models.destinations import MONTHS, Became, Destination
from placements.models.evidence import Evidence
from placements.models.feedback_asks import FeedbackAsk, with_last_ask
from placements.models.hours import Beyond, Category, HoursEntry, HoursTransition
from placements.models.incidents import Incident, IncidentKind, IncidentTransition, Severity
from placements.models.interviews import Interview, InterviewTime, InterviewTransition
from placements.models.learning import with_learning
from placements.models.loads import Touched, begun_in, stays_past, under, with_load
from placements.models.mentorships import (
    MeetingWords,
    Mentorship,
    MentorshipMeeting,
    MentorshipMeetingTransition,
    MentorshipTransition,
    with_mentors,
)
from placements.models.mentorships_asks import MentorAsk
from placements.models.name_lists import ListedName, NameList, NameListTransition
from placements.models.nudges import Nudge, with_last_nudge
from placements.models.own_words import CheckIn, CheckInConsent, Feeling, MentorMeeting, Reflection
from placements.models.participation import ActivityKind, Participation, towards
from placements.models.placements import Placement, PlacementTransition
from placements.models.programmes import IntakeBlock, ProgrammeBlock, ProgrammeCompetency, with_sums
from placements.models.progress import with_absences, with_attendance, with_progress
from placements.models.proposals import SiteProposal, SiteProposalTransition
from placements.models.questions import Question, QuestionTransition
from placements.models.receipts import InfoRequest, Receipt
from placements.models.references import Basis, Referee, Reference, ReferenceTransition
from placements.models.reviews import Review, Score, to_judge
from placements.models.searches import SavedSearch
from placements.models.seats import AgreementSeat, AgreementYear, Seat
from placements.models.selection import JudgedFrom, QuotaGroup, Reviewer, Selection, SelectionCriterion
from placements.models.shifts import PlannedShift, PlannedShiftTransition
from placements.models.slots import Allotment, Objective, Slot, SlotTransition
from placements.models.standing import NO_OFFER, STAGE_TONES, UNPLACED, Stage, stages_by_intake, with_stage
from placements.models.support import StepBy, SupportOutcome, SupportPlan, SupportPlanTransition, SupportStep
from placements.models.terms import HandsOn, Language, Setting, Specialty, Synonym, Word
from placements.models.threads import (
    Thread,
    ThreadDraft,
    ThreadFile,
    ThreadMessage,
    ThreadReading,
    reply_address,
    thread_of_address,
    unread_threads,
)
from placements.models.training import FeedbackNote, ObjectiveConfirmation
from placements.models.waiting import with_waiting

__all__ = [
    "MONTHS",
    "NO_OFFER",
    "STAGE_TONES",
    "UNPLACED",
    "Absence",
    "AbsenceKind",
    "AbsenceTransition",
    "Activity",
    "ActivityKind",
    "ActivityTransition",
    "AgreementSeat",
    "AgreementYear",
    "Aim",
    "Allotment",
    "Announcement",
    "AnnouncementReader",
    "Application",
    "ApplicationTransition",
    "Basis",
    "Became",
    "Beyond",
    "Block",
    "Call",
    "CallAnswer",
    "CallTransition",
    "Career",
    "Category",
    "ChangeAnswer",
    "ChangeKind",
    "ChangeTransition",
    "CheckIn",
    "CheckInConsent",
    "ChecklistItem",
    "ChecklistTick",
    "Competency",
    "Conflict",
    "Decision",
    "Destination",
    "Evidence",
    "FeedbackAsk",
    "FeedbackNote",
    "Feeling",
    "HandsOn",
    "HoursEntry",
    "HoursTransition",
    "Incident",
    "IncidentKind",
    "IncidentTransition",
    "InfoRequest",
    "IntakeBlock",
    "Interview",
    "InterviewTime",
    "InterviewTransition",
    "JudgedFrom",
    "Language",
    "LearningContract",
    "LearningContractTransition",
    "ListedName",
    "MeetingWords",
    "MentorAsk",
    "MentorMeeting",
    "Mentorship",
    "MentorshipMeeting",
    "MentorshipMeetingTransition",
    "MentorshipTransition",
    "MidCheck",
    "NameList",
    "NameListTransition",
    "Nudge",
    "Objective",
    "ObjectiveConfirmation",
    "Occasion",
    "Outcome",
    "Participation",
    "Placement",
    "PlacementChange",
    "PlacementTransition",
    "PlannedShift",
    "PlannedShiftTransition",
    "ProgrammeBlock",
    "ProgrammeCompetency",
    "Question",
    "QuestionTransition",
    "QuotaGroup",
    "ReasonCode",
    "Receipt",
    "Referee",
    "Reference",
    "ReferenceTransition",
    "Reflection",
    "Review",
    "Reviewer",
    "SavedSearch",
    "Scale",
    "ScalePoint",
    "Score",
    "Seat",
    "Selection",
    "SelectionCriterion",
    "Setting",
    "Severity",
    "Shifts",
    "Side",
    "SiteProposal",
    "SiteProposalTransition",
    "Slot",
    "SlotBlock",
    "SlotTransition",
    "Specialty",
    "Stage",
    "StepBy",
    "SupportOutcome",
    "SupportPlan",
    "SupportPlanTransition",
    "SupportStep",
    "Suspension",
    "Synonym",
    "Thread",
    "ThreadDraft",
    "ThreadFile",
    "ThreadMessage",
    "ThreadReading",
    "Touched",
    "Track",
    "Word",
    "begun_in",
    "reply_address",
    "stages_by_intake",
    "stays_past",
    "thread_of_address",
    "to_judge",
    "towards",
    "under",
    "unread_threads",
    "weeks",
    "with_absences",
    "with_attendance",
    "with_checklist",
    "with_course",
    "with_last_ask",
    "with_last_nudge",
    "with_learning",
    "with_load",
    "with_mentors",
    "with_progress",
    "with_stage",
    "with_sums",
    "with_waiting",
]
