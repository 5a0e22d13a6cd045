"""Every model of the domain, where Django looks for them. Each lives with its feature."""

from parvis.core.events.afterwards import EventTemplate, Learning, Reminder, Report
from parvis.core.events.models import Event, Series
from parvis.core.ground.models import LogEntry
from parvis.core.ground.outbox import Mail
from parvis.core.needs.models import Need, Proposal, Support
from parvis.core.pathways.models import ConversionPoint, FocusArea
from parvis.core.people.access import ApiToken, KeptAnswer
from parvis.core.people.models import LinkDecision, Role, User
from parvis.core.programmes.models import MeasureRun, Network, Programme
from parvis.core.registration.checkins import CheckIn, DoorPass, EarlyUndo
from parvis.core.registration.conduct import ConductReport, Exclusion
from parvis.core.registration.models import Registration, SignUpRules
from parvis.core.registration.opinions import Feedback
from parvis.core.spaces.models import Coordinator, Space
from parvis.core.spaces.rooms import Closure, HouseRules, OpeningHours, Room

__all__ = [
    "ApiToken",
    "CheckIn",
    "Closure",
    "ConductReport",
    "ConversionPoint",
    "Coordinator",
    "DoorPass",
    "EarlyUndo",
    "Event",
    "EventTemplate",
    "Exclusion",
    "Feedback",
    "FocusArea",
    "HouseRules",
    "KeptAnswer",
    "Learning",
    "LinkDecision",
    "LogEntry",
    "Mail",
    "MeasureRun",
    "Need",
    "Network",
    "OpeningHours",
    "Programme",
    "Proposal",
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
