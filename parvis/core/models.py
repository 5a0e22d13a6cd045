"""Every model of the domain, where Django looks for them. Each lives with its feature."""

from parvis.core.events.afterwards import EventTemplate, Learning, Reminder, Report
from parvis.core.events.models import Event, Series
from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.models import Attempt, EventMentor, EventOpportunity, Introduction
from parvis.core.followup.recognition import Recognition
from parvis.core.followup.recruited import RecruitedCount, RecruitedCredit
from parvis.core.followup.written import NextStepMail
from parvis.core.ground.models import LogEntry
from parvis.core.ground.outbox import Mail
from parvis.core.needs.models import Need, Proposal, Support
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.models import ConversionPoint, FocusArea, PathwayVersion
from parvis.core.pathways.opportunities import Opportunity, OpportunitySource
from parvis.core.people.access import ApiToken, KeptAnswer
from parvis.core.people.claims import AccountClaim
from parvis.core.people.models import LinkDecision, Role, User
from parvis.core.programmes.models import MeasureRun, Network, Programme
from parvis.core.registration.checkins import CheckIn, DoorPass, EarlyUndo
from parvis.core.registration.conduct import ConductReport, Exclusion
from parvis.core.registration.models import Registration, SignUpRules
from parvis.core.registration.opinions import Feedback
from parvis.core.spaces.models import Coordinator, Space
from parvis.core.spaces.rooms import Closure, HouseRules, OpeningHours, Room

__all__ = [
    "AccountClaim",
    "ApiToken",
    "Attempt",
    "CheckIn",
    "Closure",
    "ConductReport",
    "ConversionPoint",
    "Coordinator",
    "DoorPass",
    "EarlyUndo",
    "Event",
    "EventMentor",
    "EventOpportunity",
    "EventTemplate",
    "Exclusion",
    "Feedback",
    "FocusArea",
    "HouseRules",
    "Introduction",
    "KeptAnswer",
    "Learning",
    "LinkDecision",
    "LogEntry",
    "LoggedContribution",
    "Mail",
    "MeasureRun",
    "Mentor",
    "Need",
    "Network",
    "NextStepMail",
    "OpeningHours",
    "Opportunity",
    "OpportunitySource",
    "PathwayVersion",
    "Programme",
    "Proposal",
    "Recognition",
    "RecruitedCount",
    "RecruitedCredit",
    "Registration",
    "Reminder",
    "Report",
    "Role",
    "Room",
    "Series",
    "SignUpRules",
    "Space",
    "Support",
    "User",
]
