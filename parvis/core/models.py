"""Every model of the domain, where Django looks for them. Each lives with its feature."""

from parvis.core.events.models import Event
from parvis.core.ground.models import LogEntry
from parvis.core.pathways.models import ConversionPoint, FocusArea
from parvis.core.people.models import LinkDecision, Role, User
from parvis.core.programmes.models import MeasureRun, Network, Programme
from parvis.core.spaces.models import Coordinator, Space

__all__ = [
    "ConversionPoint",
    "Coordinator",
    "Event",
    "FocusArea",
    "LinkDecision",
    "LogEntry",
    "MeasureRun",
    "Network",
    "Programme",
    "Role",
    "Space",
    "User",
]
