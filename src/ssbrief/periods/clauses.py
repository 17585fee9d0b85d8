"""The clause around a date: where it ends, whether it denies something or speaks of a move."""

from __future__ import annotations

import re

from .grammar import Grammar


def is_move(text: str, grammar: Grammar, start: int, comma: str = "") -> bool:
    """Whether the clause before speaks of something moved ("delayed from 2026 to 2028")."""
    clause = _clause(text, start, f".;!?\n(。；！？{comma}")
    return grammar.moved.search(text, clause, start) is not None


def is_negated(text: str, grammar: Grammar, start: int, end: int) -> bool:
    """Whether the clause before denies something ("nobody expects it before 2030"), or after."""
    before = grammar.negated.search(text, _clause(text, start, ".,;!?\n(，。；！？"), start)
    return bool(before or grammar.negated_after.search(text, end, clause_end(text, end)))


def _clause(text: str, end: int, marks: str) -> int:
    """Where the clause begins that ends there; one that is long is cut."""
    return max(0, end - 80, *(text.rfind(mark, 0, end) for mark in marks))


def clause_end(text: str, start: int) -> int:
    """Where the clause ends that begins there; one that is long is cut."""
    end = _CLAUSE_END.search(text, start, start + 80)
    return end.start() if end else start + 80


_CLAUSE_END = re.compile(r"[.,;!?\n)，。；！？、،؛]")
