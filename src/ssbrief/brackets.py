"""Names in double brackets: links to companies, or slips that are told of.

In: the HTML that `markdown` made of `[[Toyota]]`, the `Registry`. Out: HTML with links; what is no
company's name is text, and a `Diagnostic` with a guess at what was meant.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from .diagnostics import Diagnostic, find_in, nearest
from .registry import Registry

_WIKILINK = re.compile('<a href="\x02name:([^\x03]*)\x03"[^>]*>(.*?)</a>', re.S)
#: How many slips of a file are met with a guess.
_GUESSES = 100


def resolve_names(markup: str, registry: Registry) -> tuple[str, tuple[str, ...]]:
    """The HTML with `[[Toyota]]` as a link to the company; and the names that are none, which are
    text in it."""
    unknown: list[str] = []

    def link(match: re.Match[str]) -> str:
        name = html.unescape(match[1])
        if company := registry.company_called(name):
            return f'<a class="name" href="\x02company:{company}\x03">{match[2]}</a>'
        unknown.append(name)
        return match[2]

    linked = _WIKILINK.sub(link, markup) if "\x02name:" in markup else markup
    return linked, tuple(dict.fromkeys(unknown))


def bracketed_names(markup: str) -> tuple[str, ...]:
    """The names in double brackets: known ones, or slips that are told of."""
    if "\x02name:" not in markup:
        return ()
    return tuple(html.unescape(name) for name, _ in _WIKILINK.findall(markup))


class Guesses:
    """The words that a writer likely meant. After a hundred slips of one file nobody is helped by
    a guess, for which all that is known is looked through."""

    def __init__(self) -> None:
        self.made: dict[str, str | None] = {}

    def meant(self, word: str, known: Iterable[str]) -> str | None:
        if word not in self.made and len(self.made) < _GUESSES:
            self.made[word] = nearest(word, list(known))
        return self.made.get(word)


def unknown_name(
    name: str, path: str, text: str, registry: Registry, guesses: Guesses, line: int = 1
) -> Diagnostic:
    """That a name in double brackets is no company, at its place in the file."""
    close = guesses.meant(name, (known.name for known in registry.companies.values()))
    hint = f'did you mean "{close}"?' if close else "name it in content/companies/ or site.yaml"
    message = f"[[{name}]] is not a company of this site; it is shown as text"
    span, excerpt = find_in(path, text, f"[[{name}", line)
    return Diagnostic("unknown-company", message, span, "warning", hint, excerpt)
