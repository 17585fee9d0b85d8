"""A site's folder → its nouns, for notebooks and scripts: `from ssbrief import load_site`.

In: a folder. Out: `LoadedSite`: the nouns of `model` by their names, and any of them as flat rows
for a table. Reads the folder as a build does; writes nothing, renders nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .diagnostics import Diagnostic, has_errors, show
from .load import Options, load
from .model import (
    Briefing,
    Challenge,
    CitedSource,
    Company,
    Milestone,
    Site,
    Statement,
    Step,
    Topic,
    Track,
)
from .pages import Index
from .pages.data import Export
from .pages.records import as_dict
from .read import read_inputs

#: What can be a row.
Noun = Briefing | Company | Milestone | Track | Step | Challenge | CitedSource | Statement


class Unreadable(Exception):
    """The folder holds mistakes that leave no site; the message lists them."""


class LoadedSite:
    """The published nouns of a site, each by its key, in the order of `/data/`.

    `model` is the whole as one value, `diagnostics` what a build would say of it.
    """

    def __init__(self, model: Site, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        self.model = model
        self.diagnostics = diagnostics
        self._export = Export(Index(model))

    @property
    def briefings(self) -> Mapping[str, Briefing]:
        """By slug, newest first."""
        return MappingProxyType({b.slug: b for b in self.model.briefings})

    @property
    def companies(self) -> Mapping[str, Company]:
        """By slug, by name."""
        return MappingProxyType({c.slug: c for c in self.model.companies})

    @property
    def topics(self) -> Mapping[str, Topic]:
        return MappingProxyType({t.slug: t for t in self.model.topics})

    @property
    def tracks(self) -> Mapping[str, Track]:
        return MappingProxyType({t.id: t for t in self.model.tracks})

    @property
    def challenges(self) -> Mapping[str, Challenge]:
        return MappingProxyType({c.slug: c for c in self.model.challenges})

    @property
    def sources(self) -> Mapping[str, CitedSource]:
        return MappingProxyType(self._export.index.cited)

    @property
    def milestones(self) -> Mapping[str, Milestone]:
        """By the id that the data gives them: the briefing and an anchor in it."""
        found = (m for b in self.model.briefings for m in b.milestones)
        return MappingProxyType({f"{m.briefing}#{m.id}": m for m in found})

    @property
    def statements(self) -> Mapping[str, Statement]:
        found = self._export.index.statements
        return MappingProxyType({f"{slug}#{anchor}": s for (slug, anchor), s in found.items()})

    def to_dicts(self, nouns: Iterable[Noun] | Mapping[str, Noun]) -> list[dict[str, Any]]:
        """Flat rows for `pandas.DataFrame` or `polars.DataFrame`, with the columns of the CSV.

        Takes any of the nouns: `site.milestones`, `site.companies["toyota"].tracks`.
        """
        chosen = nouns.values() if isinstance(nouns, Mapping) else nouns
        return [as_dict(self._export.record(noun)) for noun in chosen]


def load_site(folder: str | Path = ".", today: date | None = None) -> LoadedSite:
    """Read the site in a folder, the one that holds `content/`.

    `today` is the day that "overdue" is judged by. Raises `Unreadable` where a build would refuse.
    """
    loaded = load(read_inputs(Path(folder)), Options(today or date.today()))
    if loaded.site is None or has_errors(loaded.diagnostics):
        wrong = (show(d) for d in loaded.diagnostics if d.severity == "error")
        raise Unreadable("\n".join(wrong))
    return LoadedSite(loaded.site, loaded.diagnostics)
