"""A folder as read → Site: the straight line in one function.

In: `Inputs` and `Options`. Out: `Loaded`: the site (None where something is wrong that leaves no
site), its settings and every diagnostic. Knows no address and touches no disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from msgspec import Struct, structs

from .articles import (
    Articles,
    Profile,
    ReadPage,
    ReadProfile,
    articles,
    read_page,
    read_profile,
    stem,
)
from .config import Config, load_config
from .declared import Place
from .diagnostics import Diagnostic, Span, at, find_in, has_errors, nearest, sort
from .front_matter import report_unknown
from .introduced import names_found
from .link import Parts, link
from .memory import Memory, key
from .model import Asset, Briefing, LeftOut, Site
from .parse import Parsed, parse
from .read import Inputs, TextFile
from .recognise import recognise
from .registry import Conflict, Declared, Registry
from .slugs import slug
from .spread import ALONE, Crew
from .vocabulary import KindWords, SiteWords, gazetteer, is_read

#: The topic of a briefing that lies straight in `content/briefings/` and names none.
GENERAL = "general"


class Options(Struct, frozen=True):
    """What the command line decides: the day that "overdue" is judged by, and whether drafts
    are shown."""

    today: date
    drafts: bool = False


class Loaded(Struct, frozen=True):
    """`parsed` and `registry` are what the site was recognised from, for `explain`."""

    site: Site | None
    config: Config
    diagnostics: tuple[Diagnostic, ...]
    parsed: tuple[Parsed, ...] = ()
    registry: Registry | None = None


def load(
    inputs: Inputs, options: Options, memory: Memory | None = None, crew: Crew = ALONE
) -> Loaded:
    """Everything that a folder says, linked. What `memory` knows of a text is not read again; the
    others are read by the `crew`."""
    memory = memory or Memory()
    memory.begin()
    config, wrong = memory.again("config", load_config, inputs.config)
    diagnostics = [*inputs.diagnostics, *wrong]
    words = memory.again("words", _words, config)
    parsed = _parsed(inputs.briefings, config, words, memory, crew)
    published, left_out = _published(parsed, config, options)
    others = _articles(inputs, options, memory, config.allow_html)
    unknown = (*others.unknown, *(u for p in published for u in p.unknown))
    diagnostics += [*others.diagnostics, *memory.again("unknown", report_unknown, unknown)]
    diagnostics += [d for p in published for d in p.diagnostics]
    texts = {file.path: file for file in inputs.briefings}
    declared = tuple(_declared(config, inputs.config, others.profiles, published, memory))
    base = memory.again("base", _base, declared)  # a save seldom names another company
    shown = [texts[p.path] for p in published]
    found = _names(published, base, config, words, shown, memory, crew)
    diagnostics += _crowds(found, shown, config.most_companies)
    names = [each[: config.most_companies] for each in found]
    shows = ((name, p.path) for p, found in zip(published, names, strict=True) for name in found)
    registry = memory.again("registry", Registry.with_found, base, tuple(shows))
    diagnostics += _misdeclared(registry, declared, inputs)
    places = [memory.again(("place", one.path), _place, one, config, words) for one in published]
    read = _recognised(published, registry, config, places, shown, memory, crew)
    for one, file, (_, said) in zip(published, shown, read, strict=True):
        diagnostics += [*said, *memory.again(("lacks", file.path), _lacks, one, file.text)]
    site, loose = link(
        Parts(
            config=config,
            briefings=tuple(briefing for briefing, _ in read),
            profiles=others.profiles,
            pages=others.pages,
            registry=registry,
            assets=tuple(_assets(inputs)),
            texts=tuple(
                (f.path, f.text) for f in (*inputs.briefings, *inputs.companies, *inputs.pages)
            ),
            aliases=tuple(
                (c.name, c.aliases) for p in published for c in p.fields.challenges if c.aliases
            ),
            left_out=(*inputs.left_out, *left_out, *others.left_out),
            today=options.today,
        ),
        memory,
    )
    return Loaded(site, config, sort([*diagnostics, *loose]), tuple(published), registry)


def _base(declared: tuple[Declared, ...]) -> Registry:
    return Registry.of(gazetteer(), declared)


def _crowds(
    names: Iterable[Sequence[str]], files: Iterable[TextFile], most: int
) -> Iterable[Diagnostic]:
    """Texts that bring more companies than they may, each at the first that gets no page."""
    for found, file in zip(names, files, strict=True):
        for name in found[most : most + 1]:
            message = (
                f"this text names {len(found):,} companies that the site does not know; "
                f"{most:,} of them get pages, those from here on do not"
            )
            hint = "part it, declare them in site.yaml, or raise most_companies there"
            span, excerpt = find_in(file.path, file.text, name)
            yield Diagnostic("many-companies", message, span, "warning", hint, excerpt)


def _misdeclared(
    registry: Registry, declared: Iterable[Declared], inputs: Inputs
) -> Iterable[Diagnostic]:
    """What is wrong with how companies are declared, each at its line."""
    texts = {f.path: f.text for f in (*inputs.companies, *inputs.briefings)}
    if inputs.config:
        texts[inputs.config.path] = inputs.config.text
    for one in registry.diagnostics:
        span, excerpt = _where_named(one.span, "fiscal_year_start", texts)
        yield structs.replace(one, span=span, excerpt=excerpt)
    yield from _claimed_twice(registry.conflicts, texts)
    yield from _strange_parents(registry, declared, texts)


def _strange_parents(
    registry: Registry, declared: Iterable[Declared], texts: Mapping[str, str]
) -> Iterable[Diagnostic]:
    """Parents that are no company yet, and nearly one that is; and companies that are, by whatever
    way, part of themselves."""
    parents: dict[str, str] = {}
    for entry in declared:
        if not entry.part_of:
            continue
        own = entry.slug or registry.company_called(entry.name) or slug(entry.name)
        named, parent = entry.part_of, registry.company_called(entry.part_of)
        span, excerpt = _where_parent(entry, texts[entry.place.path])
        if parent is None:
            others = (k for k in registry.companies.values() if k.slug != own)
            close = nearest(named, [name for k in others for name in (k.name, *k.aliases)])
            message, hint = f'"{named}" is no company of this site', f'did you mean "{close}"?'
            if close:
                yield Diagnostic("unknown-company", message, span, "warning", hint, excerpt)
            continue
        parents[own] = parent
        if circle := _circle(own, parents):
            names = [registry.companies[each].name for each in circle]
            message = f"{' is part of '.join((entry.name, *names))}: a circle"
            hint = "take part_of out of one of them" if len(circle) > 1 else "take part_of out"
            yield Diagnostic("circular-part-of", message, span, "warning", hint, excerpt)
            del parents[own]


def _where_parent(entry: Declared, text: str) -> tuple[Span, str]:
    """Where a declaration says whose part a company is; its own place where that is not found."""
    place = entry.place if entry.place.line else find_in(entry.place.path, text, entry.name)[0]
    begun = sum(len(line) + 1 for line in text.split("\n")[: max(place.line - 1, 0)])
    said = re.compile(rf"part[\s_-]*of\W{{1,5}}?({re.escape(entry.part_of)})", re.IGNORECASE)
    if (found := said.search(text, begun)) is None:
        return place, ""
    line, column = text.count("\n", 0, found.start(1)) + 1, found.start(1)
    column -= text.rfind("\n", 0, found.start(1))
    return at(place.path, text, line, column, len(entry.part_of))


def _circle(start: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """Whose part a company is, up to itself; nothing where that does not lead back to it."""
    chain = [parents[start]]
    while chain[-1] != start and chain[-1] in parents:
        chain.append(parents[chain[-1]])
    return tuple(chain) if chain[-1] == start else ()


def _claimed_twice(conflicts: Iterable[Conflict], texts: Mapping[str, str]) -> Iterable[Diagnostic]:
    """That two companies claim a name, at the line where the second does so."""
    hint = "keep it in one of the two; a member of a group is said with part_of"
    for one in conflicts:
        owner, before = one.first[0], _where_named(one.first[1], one.name, texts)[0]
        span, excerpt = _where_named(one.second[1], one.name, texts)
        message = (
            f'the name "{one.name}" is claimed by {one.second[0]} here and by {owner} in '
            f"{before.path}:{before.line}"
        )
        yield Diagnostic("alias-conflict", message, span, "error", hint, excerpt)


def _where_named(place: Span, name: str, texts: Mapping[str, str]) -> tuple[Span, str]:
    """Where a declaration that begins at a place says a name; the place where it does not."""
    span, excerpt = find_in(place.path, texts[place.path], name, max(place.line, 1))
    return (span, excerpt) if name in excerpt else (place, "")


def _articles(inputs: Inputs, options: Options, memory: Memory, html: bool) -> Articles:
    profiles = [
        memory.recall(
            key("profile", f.path, f.digest, html), ReadProfile, partial(read_profile, f, html)
        )
        for f in inputs.companies
    ]
    pages = [
        memory.recall(key("page", f.path, f.digest, html), ReadPage, partial(read_page, f, html))
        for f in inputs.pages
    ]
    return articles(profiles, pages, options.drafts)


def _parsed(
    files: Sequence[TextFile], config: Config, words: SiteWords, memory: Memory, crew: Crew
) -> list[Parsed]:
    given = (config.language, words, config.allow_html)
    keys = [_key(memory, "parsed", f.path, f.digest, *given) for f in files]
    texts = [(f.path, f.text, *given) for f in files]
    return memory.recall_all(keys, Parsed, _parse, texts, crew, "Reading")


def _key(memory: Memory, kind: str, path: str, *parts: object) -> str:
    return memory.again((kind, path), key, kind, path, *parts)


def _parse(path: str, text: str, language: str, words: SiteWords, html: bool) -> Parsed:
    return parse(path, text, language, words, allow_html=html)


def _names(
    parsed: Sequence[Parsed],
    base: Registry,
    config: Config,
    words: SiteWords,
    files: Sequence[TextFile],
    memory: Memory,
    crew: Crew,
) -> list[tuple[str, ...]]:
    keys = [
        _key(memory, "names", f.path, f.digest, p.language, config.allow_html, words, base.digest)
        for p, f in zip(parsed, files, strict=True)
    ]
    texts = [(p, base, words) for p in parsed]
    return memory.recall_all(keys, tuple[str, ...], names_found, texts, crew, "Finding names")


def _recognised(
    parsed: Sequence[Parsed],
    registry: Registry,
    config: Config,
    places: Sequence[Place],
    files: Sequence[TextFile],
    memory: Memory,
    crew: Crew,
) -> list[tuple[Briefing, tuple[Diagnostic, ...]]]:
    together = list(zip(parsed, places, files, strict=True))
    keys = [
        _key(
            memory,
            "briefing",
            f.path,
            f.digest,
            p.language,
            config.allow_html,
            place,
            registry.digest,
        )
        for p, place, f in together
    ]
    texts = [(p, registry, place, f.text) for p, place, f in together]
    kind = tuple[Briefing, tuple[Diagnostic, ...]]
    return memory.recall_all(keys, kind, recognise, texts, crew, "Recognising")


def _published(
    parsed: Sequence[Parsed], config: Config, options: Options
) -> tuple[list[Parsed], tuple[LeftOut, ...]]:
    """What is shown, and what is left out with the reason: nothing of it goes any further."""
    shown, left_out = [], []
    for one in parsed:
        if reason := _reason_to_hide(one, config, options):
            left_out.append(LeftOut(one.path, reason))
        else:
            shown.append(one)
    return shown, tuple(left_out)


def _reason_to_hide(parsed: Parsed, config: Config, options: Options) -> str:
    """Why a briefing is not published; "" where it is."""
    if options.drafts:
        return ""
    if parsed.fields.draft:
        return "draft: true"
    first_day = parsed.date and (parsed.date.earliest or parsed.date.latest)
    if config.embargo and first_day and first_day > options.today:
        return f"embargo: dated {first_day.isoformat()}"
    return ""


def _words(config: Config) -> SiteWords:
    return SiteWords(
        tuple(KindWords(each.kind, each.words) for each in config.sections),
        tuple(KindWords(each.kind, each.words) for each in config.events),
    )


def _place(parsed: Parsed, config: Config, words: SiteWords) -> Place:
    """Its slug: said, or its path joined by hyphens. Its topic: said, or the folder it lies in."""
    inner = stem(parsed.path).removeprefix("content/briefings/")
    folders = inner.split("/")
    topic = parsed.fields.topic or (folders[0] if len(folders) > 1 else GENERAL)
    made = slug(parsed.fields.slug or inner.replace("/", "-"))
    return Place(made, slug(topic), config.fiscal_year_start, words)


def _unread(parsed: Parsed, text: str) -> Iterable[Diagnostic]:
    """That nothing is read from a text, where it says its language, else at its top."""
    place = dict(parsed.places).get("language")
    if not is_read(parsed.language):
        yield Diagnostic(
            "language-not-read",
            f'no dates are read from this text, since its language "{parsed.language}" has no '
            "word tables yet",
            place or Span(parsed.path, 1, 1, 2),
            "warning",
            "say its targets in the front matter, or its language if that is another: language: en",
            at(parsed.path, text, place.line)[1] if place else "",
        )


def _lacks(parsed: Parsed, text: str) -> tuple[Diagnostic, ...]:
    """What a whole text lacks."""
    return (*(_empty(parsed, text) or _undated(parsed)), *_unread(parsed, text))


def _empty(parsed: Parsed, text: str) -> tuple[Diagnostic, ...]:
    if text.strip():
        return ()
    message, hint = "this file is empty", "write something into it, or delete it"
    return (Diagnostic("empty-file", message, Span(parsed.path, 1, 1, 2), "warning", hint),)


def _undated(parsed: Parsed) -> Iterable[Diagnostic]:
    if parsed.date is None and not has_errors(parsed.diagnostics):
        yield Diagnostic(
            "undated-briefing",
            "nothing in this briefing says when it was written, so it stands before all others",
            Span(parsed.path, 1, 1, 2),
            "warning",
            "add date: 2025-06 (a day, month or year) to the front matter",
        )


def _declared(
    config: Config,
    file: TextFile | None,
    profiles: Sequence[Profile],
    briefings: Sequence[Parsed],
    memory: Memory,
) -> list[Declared]:
    """The companies that the site itself names, in the order in which they settle a name."""
    place = Span(file.path if file else "content/site.yaml")
    found = [
        Declared(c.name, c.aliases, place, c.part_of, "", c.remove, c.fiscal_year_start)
        for c in config.companies
    ]
    for profile in profiles:
        f = profile.fields
        where = Span(profile.path, 1, 1, 2)
        found.append(
            Declared(
                f.name, f.aliases, where, f.part_of, f.slug, fiscal_year_start=f.fiscal_year_start
            )
        )
    for briefing in briefings:
        found += memory.again(("declares", briefing.path), _declared_in, briefing)
    return found


def _declared_in(briefing: Parsed) -> tuple[Declared, ...]:
    """Those that a briefing names in its front matter."""
    places, default = dict(briefing.places), Span(briefing.path)
    wheres = (places.get(f"companies[{i}]", default) for i in range(len(briefing.fields.companies)))
    return tuple(
        Declared(c.name, c.aliases, where, c.part_of, fiscal_year_start=c.fiscal_year_start)
        for c, where in zip(briefing.fields.companies, wheres, strict=True)
    )


def _assets(inputs: Inputs) -> Iterable[Asset]:
    """Files that a text may lead to, and files for the site's root."""
    for file in inputs.files:
        yield Asset("file:" + file.path.removeprefix("content/"), file.source, file.digest)
    for file in inputs.root_files:
        yield Asset("root:" + file.path.removeprefix("static/root/"), file.source, file.digest)
