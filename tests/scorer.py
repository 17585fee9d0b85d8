"""How much of what an analyst reads out of a note the reader finds: precision, recall, F1 per noun.

In: a folder of `NAME.md` with the truth beside each in `NAME.yaml` (see `reading/README.md`). Out:
a table of scores and, document by document, what was missed and what was read that is not there.
Each document is read as a site of its own. `python tests/scorer.py DIR [--quiet] [--today DAY]`.
"""

from __future__ import annotations

import argparse
import datetime
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import yaml

from ssbrief import periods
from ssbrief.diagnostics import Diagnostic
from ssbrief.load import Options, load
from ssbrief.model import Briefing, Period, Site, Source
from ssbrief.read import read_inputs

TODAY = datetime.date(2026, 11, 22)

#: What counts for the goal, then what is looked at besides.
NOUNS = ("companies", "milestones", "challenges", "sources")
BESIDES = ("milestones+kind", "milestones+state", "fields")


class Fact(NamedTuple):
    """Something read; `shown` is how a person is told of it, `words` where it stands."""

    value: Any
    shown: str
    words: str = ""


class Expected(NamedTuple):
    """Something to be read: `fits` says whether a fact is it."""

    fits: Callable[[Any], bool]
    shown: str


@dataclass
class Score:
    """Counts of one noun; what is optional is in none of them."""

    hits: int = 0
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return _share(self.hits, self.hits + len(self.extra))

    @property
    def recall(self) -> float:
        return _share(self.hits, self.hits + len(self.missed))

    @property
    def f1(self) -> float:
        return _share(2 * self.hits, 2 * self.hits + len(self.missed) + len(self.extra))

    def add(self, other: Score) -> None:
        self.hits += other.hits
        self.missed += other.missed
        self.extra += other.extra


@dataclass
class Result:
    """One document: its scores by noun and what the reader said about it."""

    name: str
    scores: dict[str, Score]
    diagnostics: tuple[Diagnostic, ...]


def documents(folder: Path) -> tuple[Path, ...]:
    """The notes of a folder that have a truth."""
    return tuple(p for p in sorted(folder.glob("*.md")) if p.with_suffix(".yaml").exists())


def score(path: Path, today: datetime.date = TODAY) -> Result:
    """Read one document as a site of its own and compare it with its truth."""
    truth = _plain(yaml.load(path.with_suffix(".yaml").read_text("utf-8"), yaml.BaseLoader))
    site, diagnostics = _site_of(path, today)
    if site is None or not site.briefings:
        return Result(path.stem, _nothing_read(truth), diagnostics)
    return Result(path.stem, _scores(truth, site, site.briefings[0]), diagnostics)


def total(results: Iterable[Result]) -> dict[str, Score]:
    """The scores of all documents together."""
    sums = {noun: Score() for noun in (*NOUNS, *BESIDES)}
    for result in results:
        for noun, one in result.scores.items():
            sums[noun].add(one)
    return sums


def table(scores: Mapping[str, Score]) -> str:
    lines = [f"{'':18}{'precision':>10}{'recall':>8}{'F1':>7}{'hits':>6}{'missed':>8}{'extra':>7}"]
    lines += [
        f"{noun:18}{one.precision:>10.3f}{one.recall:>8.3f}{one.f1:>7.3f}"
        f"{one.hits:>6}{len(one.missed):>8}{len(one.extra):>7}"
        for noun, one in scores.items()
    ]
    return "\n".join(lines)


def report(result: Result) -> str:
    """What one document has too little or too much, "" for nothing."""
    lines = [f"  {d.severity} {d.code} {d.span.line}: {d.message}" for d in result.diagnostics]
    lines = [line for line in lines if line.startswith("  error")]
    plain = result.scores.get("milestones", Score())
    for noun, one in result.scores.items():
        told = (*plain.missed, *plain.extra) if noun.startswith("milestones+") else ()
        lines += [f"  {noun} - {it}" for it in one.missed if not _is_told(it, told)]
        lines += [f"  {noun} + {it}" for it in one.extra if not _is_told(it, told)]
    return "\n".join([f"{result.name}:", *lines]) if lines else ""


def _is_told(shown: str, told: Iterable[str]) -> bool:
    """Whether company and date are wrong already, so that kind or state adds nothing."""
    return any(shown.split(" · ")[:2] == it.split("   « ")[0].split(" · ")[:2] for it in told)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _site_of(path: Path, today: datetime.date) -> tuple[Site | None, tuple[Diagnostic, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "content", "briefings", path.name)
        copy.parent.mkdir(parents=True)
        copy.write_bytes(path.read_bytes())
        loaded = load(read_inputs(Path(folder)), Options(today))
        return loaded.site, tuple(loaded.diagnostics)


def _nothing_read(truth: Mapping[str, Any]) -> dict[str, Score]:
    return {noun: Score(missed=[str(it) for it in truth.get(noun) or ()]) for noun in NOUNS}


def _scores(truth: Mapping[str, Any], site: Site, briefing: Briefing) -> dict[str, Score]:
    optional = truth.get("optional") or {}
    names = _names(site)
    milestones = truth.get("milestones") or (), optional.get("milestones") or ()

    def of(noun: str, expect: Callable[[Any], Expected], facts: Iterable[Fact]) -> Score:
        return _compare(
            [expect(it) for it in truth.get(noun) or ()],
            [expect(it) for it in optional.get(noun) or ()],
            facts,
        )

    def of_milestones(*parts: str) -> Score:
        wanted, allowed = ([_milestone(it, names, parts) for it in part] for part in milestones)
        return _compare(_distinct(wanted), allowed, _milestones(briefing, site, parts))

    return {
        "companies": of("companies", lambda it: _company(it, names), _companies(briefing, site)),
        "milestones": of_milestones(),
        "challenges": of("challenges", _text, _challenges(briefing)),
        "sources": of("sources", _source, _sources(briefing)),
        "milestones+kind": of_milestones("kind"),
        "milestones+state": of_milestones("state"),
        "fields": _fields(truth, briefing),
    }


# What is compared


def _compare(
    wanted: Sequence[Expected], allowed: Sequence[Expected], facts: Iterable[Fact]
) -> Score:
    """Each expectation takes one fact, as many of them as can be served (Kuhn's matching)."""
    found = list({fact.value: fact for fact in reversed(list(facts))}.values())[::-1]
    taken: dict[int, int] = {}

    def serve(number: int, tried: set[int]) -> bool:
        for at, fact in enumerate(found):
            if at not in tried and wanted[number].fits(fact.value):
                tried.add(at)
                if at not in taken or serve(taken[at], tried):
                    taken[at] = number
                    return True
        return False

    missed = [it.shown for number, it in enumerate(wanted) if not serve(number, set())]
    extra = [
        f"{fact.shown}   « {fact.words} »" if fact.words else fact.shown
        for at, fact in enumerate(found)
        if at not in taken and not any(it.fits(fact.value) for it in allowed)
    ]
    return Score(len(taken), missed, extra)


def _distinct(wanted: Iterable[Expected]) -> list[Expected]:
    return list({it.shown: it for it in wanted}.values())


def _choices(value: Any) -> list[Any]:
    """The readings of a truth that are equally right."""
    return [
        part.strip() if isinstance(part, str) else part
        for it in _alternatives(value)
        for part in (it.split(" | ") if isinstance(it, str) else [it])
    ]


# Companies


def _names(site: Site) -> dict[str, set[str]]:
    """By a name or alias in any case, the slugs of those who bear it."""
    names: dict[str, set[str]] = {}
    for company in site.companies:
        for name in (company.name, *company.aliases):
            names.setdefault(name.casefold(), set()).add(company.slug)
    return names


def _slugs(value: Any, names: Mapping[str, set[str]]) -> set[str | None]:
    slugs: set[str | None] = set()
    for name in _choices(value):
        slugs |= {None} if name is None else names.get(name.casefold(), set())
    return slugs


def _company(value: Any, names: Mapping[str, set[str]]) -> Expected:
    return Expected(_slugs(value, names).__contains__, _shown(value))


def _companies(briefing: Briefing, site: Site) -> Iterable[Fact]:
    shown = {company.slug: company.name for company in site.companies}
    return [Fact(slug, shown.get(slug, slug)) for slug in briefing.companies]


# Milestones


def _milestone(
    value: Mapping[str, Any], names: Mapping[str, set[str]], parts: Sequence[str]
) -> Expected:
    slugs = _slugs(value["company"], names)
    dues = {periods.from_edtf(due) for due in _choices(value["due"])}
    if None in dues:
        raise ValueError(f"no EDTF date: {value['due']}")
    others = [set(_choices(value[part])) if part in value else None for part in parts]

    def fits(fact: tuple[Any, ...]) -> bool:
        company, due, *rest = fact
        return (
            company in slugs
            and due in dues
            and all(good is None or one in good for good, one in zip(others, rest, strict=True))
        )

    shown = [_shown(value.get(part)) for part in ("company", "due", *parts)]
    return Expected(fits, " · ".join(shown))


def _milestones(briefing: Briefing, site: Site, parts: Sequence[str]) -> Iterable[Fact]:
    names = {company.slug: company.name for company in site.companies}
    for one in briefing.milestones:
        rest = [getattr(one, part) for part in parts]
        company = _shown(names.get(one.company, one.company) if one.company else None)
        shown = " · ".join([company, periods.edtf(one.due), *rest])
        yield Fact((one.company, _as_exported(one.due), *rest), shown, one.words)


def _as_exported(due: Period) -> Period | None:
    return periods.from_edtf(periods.edtf(due))


# Challenges, sources, fields


def _text(value: Any) -> Expected:
    texts = {_bare(it) for it in _choices(value)}
    return Expected(texts.__contains__, _shown(value))


def _challenges(briefing: Briefing) -> Iterable[Fact]:
    return [Fact(_bare(it.name), it.name) for it in briefing.challenges]


def _source(value: Any) -> Expected:
    keys = {_source_key(it) for it in _choices(value)}
    return Expected(lambda forms: bool(keys & set(forms)), _shown(value))


def _sources(briefing: Briefing) -> Iterable[Fact]:
    for one in briefing.sources:
        yield Fact(tuple(sorted(_source_forms(one))), one.url or f"{one.title} | {one.publisher}")


def _source_forms(source: Source) -> set[str]:
    """All that an analyst may have called this source."""
    if source.url:
        return {_source_key(source.url), _bare(source.title)}
    pairs = (source.title, source.publisher), (source.publisher, source.title)
    texts = {" ".join(pair) for pair in pairs} | {source.title, source.publisher}
    dated = {f"{text} {source.published}" for text in texts if source.published}
    return {_bare(text) for text in texts | dated if _bare(text)}


def _source_key(text: str) -> str:
    return _address(text) if re.match(r"https?://", text) else _bare(text)


def _address(url: str) -> str:
    parts = urlsplit(url)
    query = [(k, v) for k, v in parse_qsl(parts.query) if not k.startswith("utm_")]
    host = (parts.hostname or "").removeprefix("www.")
    return f"//{host}{parts.path.rstrip('/')}?{urlencode(query)}"


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _fields(truth: Mapping[str, Any], briefing: Briefing) -> Score:
    """Title, date and period, each that the truth speaks of."""
    read: dict[str, Any] = {
        "title": briefing.title,
        "date": briefing.date and _as_exported(briefing.date),
        "period": briefing.period and _as_exported(briefing.period),
    }
    result = Score()
    for name in (name for name in read if name in truth):
        got = read[name]
        if any(got == _field(name, it) for it in _alternatives(truth[name])):
            result.hits += 1
        else:
            got = periods.edtf(got) if isinstance(got, Period) else got
            result.missed.append(f"{name}: {_shown(truth[name])} (read: {got})")
    return result


def _alternatives(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _field(name: str, value: Any) -> Any:
    return value if name == "title" or value is None else periods.from_edtf(value)


def _shown(value: Any) -> str:
    return " / ".join("(market)" if it is None else str(it) for it in _choices(value))


def _plain(value: Any) -> Any:
    """YAML read as text, with `null` for nothing."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return None if value in ("null", "") else value


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the reading of a folder of notes.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quiet", action="store_true", help="only the table")
    parser.add_argument("--today", type=datetime.date.fromisoformat, default=TODAY)
    options = parser.parse_args()
    results = [score(path, options.today) for path in documents(options.folder)]
    if not options.quiet:
        print("\n\n".join(filter(None, map(report, results))) + "\n")
    print(table(total(results)))


if __name__ == "__main__":
    main()
