"""Who is who: which accounts belong to one person, said so that everybody can check it.

This first stage is deterministic. Four kinds of evidence (the same address, the same number or
login at GitHub, a .mailmap) and decisions by hand say that accounts belong together; `clusters`
joins them, strongest evidence first, and never across a decision that they are different. Every
join carries a sentence, and a decision "different" takes it back.

Likely but not certain pairs (alike names, alike local parts) belong in the same place: pairs scored
by a model are one more `Evidence` in `who_is_who`, groups of two whose weights lie under those of
`evidence.py`; `clusters` then takes them after all that is certain, under the same decisions.
"""

from parvis.measure.identity.decisions import Decision, Node, Verdict
from parvis.measure.identity.explain import explain
from parvis.measure.identity.rules import (
    Rules,
    RulesError,
    Section,
    Shared,
    default_rules,
    default_rules_text,
    read_rules,
)
from parvis.measure.identity.who import WhoIsWho, who_is_who

__all__ = [
    "Decision",
    "Node",
    "Rules",
    "RulesError",
    "Section",
    "Shared",
    "Verdict",
    "WhoIsWho",
    "default_rules",
    "default_rules_text",
    "explain",
    "read_rules",
    "who_is_who",
]
