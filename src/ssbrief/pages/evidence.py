"""On whom statements rest, in words.

In: statements. Out: a sentence or two that show their counts, "" where there is nothing to count.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..evidence import Evidence
from ..model import Statement
from .base import Moment
from .index import Index


def evidence(statements: Iterable[Statement], index: Index) -> str:
    return told_of(index.ledger().count(statements), index)


def told_of(found: Evidence, index: Index) -> str:
    """The same of what was counted already."""
    say = index.say
    if not found.statements:
        return ""
    told = say("evidence", n=found.statements, sourced=say.number(found.sourced))
    if found.single:
        told = say.listed([told, say("evidence-single", n=found.single)])
    if found.statements > found.sourced > 0:
        told = say.clauses([told, say("evidence-none", n=found.statements - found.sourced)])
    if not found.old:
        return say.sentence(told)
    months, day = say("months", n=index.site.old_after), index.today().text
    old = say("evidence-old", n=found.old, months=months, day=day)
    return say.sentences([say.sentence(told), old])


def aged(statements: Iterable[Statement], index: Index) -> Moment | None:
    """Today, where that decides what is old."""
    return index.today() if index.ledger().count(statements).standing else None
