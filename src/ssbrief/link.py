"""All briefings → Site: companies merged, tracks followed, sources joined, links resolved.

In: the `Briefing`s of a site, its profiles and pages, the registry. Out: `Site` and diagnostics.
Knows no address: a link is a reference that `urls` spells later. Nothing here reads a text again.
"""

from __future__ import annotations

import html
import posixpath
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from typing import TypeAlias
from urllib.parse import unquote

from msgspec import Struct, structs

from .articles import Profile
from .brackets import Guesses, resolve_names, unknown_name
from .config import Config
from .diagnostics import Diagnostic, Span, at, find_in, nearest
from .front_matter import ProfileFields
from .memory import Memory
from .model import (
    Asset,
    Briefing,
    Challenge,
    ChallengeMention,
    Citation,
    CitedSource,
    Company,
    LeftOut,
    Milestone,
    Partner,
    PlainPage,
    Prose,
    Publisher,
    Redirect,
    Section,
    Site,
    Source,
    Statement,
    Tag,
    Topic,
    Track,
)
from .recognise import merge_sources
from .registry import Known, Registry
from .sections.sources import host_of
from .slugs import slug
from .tracks import tracks_by_company, tracks_of

_LINK = re.compile(r"(?:\]\([ \t]*|^ {0,3}\[[^\]\n]+\]:[ \t]*)<?", re.MULTILINE)
#: What an address is up to its end, in angle brackets and without.
_ANGLED, _TARGET = re.compile(r"[^<>\n]*"), re.compile(r"(?:[^()\s\"]|\([^()\s]*\))*")
#: A block of code, code in a line, or a bracket that is none.
_CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(`+)(?!`)[^\n]{1,300}?(?<!`)\2(?!`)|\\\[[^\[\]\n]{0,300}\]",
    re.MULTILINE | re.DOTALL,
)
_NOTE = re.compile(r"fn-\d+")
_ID = re.compile(r'<[a-z][a-z0-9]* [^>]*?\bid="([^"]*)"')
#: How an address of the web begins that lost a sign, or never had one.
_WEB = re.compile(r"https?:?/{1,2}|(?=www\.)")
#: For how many links that lead nowhere a site is asked what was meant.
MOST_GUESSES = 100
#: What people write notes in that are not read.
_WRITINGS = (
    *(".txt", ".text", ".mdx", ".mdown", ".mkd", ".mkdn", ".rst", ".org", ".adoc", ".asciidoc"),
    *(".tex", ".rtf", ".doc", ".docx", ".odt", ".pages", ".html", ".htm", ".ipynb"),
)
_NO_MARKDOWN = "it is no Markdown, and no text leads to it"
_INTERNAL = re.compile("\x02((?:rel|here):[^\x03]*)\x03")


class Parts(Struct, frozen=True):
    """What a site is linked from. `texts` are the files as written, for pointing at mistakes."""

    config: Config
    briefings: tuple[Briefing, ...]
    profiles: tuple[Profile, ...]
    pages: tuple[PlainPage, ...]
    registry: Registry
    assets: tuple[Asset, ...]
    texts: tuple[tuple[str, str], ...]
    aliases: tuple[tuple[str, tuple[str, ...]], ...]
    left_out: tuple[LeftOut, ...]
    today: date


def link(parts: Parts, memory: Memory | None = None) -> tuple[Site, tuple[Diagnostic, ...]]:
    """The site, and everything in it that does not hold together. What `memory` knows is as it was:
    a part of the site is made again where the briefings say something else of it."""
    memory = memory or Memory()
    resolver = _Resolver(parts, memory)
    briefings = sorted(map(resolver.briefing, parts.briefings), key=_newest_first)
    pages = tuple(resolver.page(page) for page in parts.pages)
    profiles = {_slug_of(p, parts.registry): resolver.profile(p) for p in parts.profiles}
    cited = tuple(b.sources for b in briefings), tuple(b.citations for b in briefings)
    publishers = memory.again("publishers", partial(_publishers, memory), *cited)
    publisher_of = memory.again("publisher of", _publisher_of, publishers)
    tracks = tracks_of(briefings, publisher_of, memory)
    own = tracks_by_company(tracks)
    briefings = _as_followed(briefings, own, memory)
    unread = tuple(_unread(parts.assets, resolver))
    site = Site(
        title=parts.config.title,
        url=parts.config.url,
        language=parts.config.language,
        description=parts.config.description,
        repo_url=parts.config.repo_url,
        license=parts.config.license,
        today=parts.today,
        briefings=tuple(briefings),
        companies=_companies(briefings, profiles, own, parts.registry, memory),
        tracks=tracks,
        challenges=_challenges(briefings, parts.aliases, memory),
        publishers=publishers,
        topics=_topics(briefings, tracks, parts.config, memory),
        tags=memory.again("tags", _tags, tuple((b.slug, b.tags) for b in briefings)),
        pages=pages,
        assets=tuple(a for a in parts.assets if resolver.leads_to(a)),
        left_out=(*parts.left_out, *(LeftOut(d.span.path, _NO_MARKDOWN) for d in unread)),
        redirects=tuple(_redirects(briefings, pages, profiles)),
        old_after=parts.config.old_after,
        search=parts.config.search,
    )
    found = (*unread, *_near_names(site, parts), *_profiled_twice(parts))
    return site, (*resolver.diagnostics, *found)


def _unread(assets: Iterable[Asset], resolver: _Resolver) -> Iterable[Diagnostic]:
    """Writings that are no Markdown and that no text leads to: someone misses them on the site."""
    for asset in assets:
        if asset.url.lower().endswith(_WRITINGS) and not resolver.leads_to(asset):
            path = asset.url.replace("file:", "content/", 1)
            hint = "save it as Markdown in UTF-8, with a name that ends in .md; or link to it"
            message = f"this file is left out: {_NO_MARKDOWN}"
            yield Diagnostic("misplaced-file", message, Span(path), "warning", hint)


def _near_names(site: Site, parts: Parts) -> Iterable[Diagnostic]:
    """Names that may mean one company, with the line that makes them one."""
    texts = dict(parts.texts)
    for longer, shorter in parts.registry.near_names(c.slug for c in site.companies):
        found = next((k for k in (shorter, longer) if k.origin in texts), longer)
        span, excerpt = find_in(found.origin, texts.get(found.origin, ""), found.name)
        message = f'"{shorter.name}" and "{longer.name}" may be one company, and have two pages'
        line = f"companies: [{{name: {longer.name}, aliases: [{shorter.name}]}}]"
        hint = f"if they are, add to content/site.yaml: {line}"
        yield Diagnostic("near-names", message, span, "note", hint, excerpt)


def _newest_first(briefing: Briefing) -> tuple[int, int, str]:
    """By the day of publication; what says none stands last."""
    if briefing.date is None:
        return (0, 0, briefing.slug)
    latest = briefing.date.latest or briefing.date.earliest
    earliest = briefing.date.earliest or briefing.date.latest
    assert latest is not None
    assert earliest is not None
    return (-latest.toordinal(), -earliest.toordinal(), briefing.slug)


def _profiled_twice(parts: Parts) -> Iterable[Diagnostic]:
    """Two profiles of one company, of which only one would be shown."""
    first: dict[str, str] = {}
    for profile in parts.profiles:
        made = _slug_of(profile, parts.registry)
        if made in first:
            message = f"the company {profile.fields.name} has this profile and {first[made]}"
            hint = "put them into one file, or give one another name or slug"
            place = Span(profile.path, 1, 1, 2)
            yield Diagnostic("duplicate-address", message, place, "error", hint)
        first.setdefault(made, profile.path)


def _redirects(
    briefings: Sequence[Briefing], pages: Sequence[PlainPage], profiles: Mapping[str, Profile]
) -> Iterable[Redirect]:
    """The old addresses of everything; one that is said twice in a file counts once."""
    for briefing in briefings:
        for former in dict.fromkeys(briefing.redirect_from):
            yield Redirect(former, f"briefing:{briefing.slug}", briefing.title, briefing.path)
    for page in pages:
        for former in dict.fromkeys(page.redirect_from):
            yield Redirect(former, f"page:{page.slug}", page.title, page.path)
    for made, profile in profiles.items():
        for former in dict.fromkeys(profile.fields.redirect_from):
            yield Redirect(former, f"company:{made}", profile.fields.name, profile.path)


# -- links inside the texts


class _Resolver:
    """Turns links between files into references, and names those that lead nowhere."""

    def __init__(self, parts: Parts, memory: Memory) -> None:
        self.memory = memory
        self.texts = dict(parts.texts)
        self.files = frozenset(a.url for a in parts.assets)
        self.used: set[str] = set()
        self.told: set[tuple[str, str]] = set()
        self.references = {b.path: f"briefing:{b.slug}" for b in parts.briefings}
        self.references |= {p.path: f"page:{p.slug}" for p in parts.pages}
        self.references |= {
            p.path: f"company:{_slug_of(p, parts.registry)}" for p in parts.profiles
        }
        self.links = {b.path: memory.again(("links", b.path), _links, b) for b in parts.briefings}
        self.anchors = {f"briefing:{b.slug}": self.links[b.path].anchors for b in parts.briefings}
        self.anchors |= {f"page:{p.slug}": _written_anchors(p.prose) for p in parts.pages}
        self.diagnostics: list[Diagnostic] = []
        self.guesses = MOST_GUESSES
        self.left_out = {one.path: one.reason for one in parts.left_out}
        self.registry = parts.registry

    def briefing(self, briefing: Briefing) -> Briefing:
        targets = self.links[briefing.path].targets
        if not targets:
            return briefing
        here = f"briefing:{briefing.slug}"
        led = tuple((target, self._reference(target, briefing.path, here)) for target in targets)
        return self.memory.again(("linked", briefing.path), _linked, briefing, led)

    def page(self, page: PlainPage) -> PlainPage:
        prose = self._named(page.prose, page.path)
        return structs.replace(page, prose=self._filled(prose, page.path, f"page:{page.slug}"))

    def profile(self, profile: Profile) -> Profile:
        here = f"company:{_slug_of(profile, self.registry)}"
        prose = self._named(profile.prose, profile.path)
        return structs.replace(profile, prose=self._filled(prose, profile.path, here))

    def _named(self, prose: Prose, path: str) -> Prose:
        """`[[Toyota]]` in a page or a profile."""
        given = prose.html, self.registry
        markup, unknown = self.memory.again(("named in", path), resolve_names, *given)
        text = self.texts.get(path, "")
        guesses = Guesses()
        self.diagnostics += [
            unknown_name(name, path, text, self.registry, guesses) for name in unknown
        ]
        return Prose(markup)

    def _filled(self, prose: Prose, path: str, here: str) -> Prose:
        targets = _targets([prose])
        return _fill(prose, {target: self._reference(target, path, here) for target in targets})

    def leads_to(self, asset: Asset) -> bool:
        """Whether a file is published: those for the root are, of others those a text leads to."""
        return asset.url in self.used or not asset.url.startswith("file:")

    def _reference(self, written: str, path: str, here: str) -> str:
        """What a link as it stands in a text leads to."""
        kind, _, target = written.replace("&amp;", "&").partition(":")
        if kind == "here":
            return self._anchored(here, target[1:], path, target)
        name, _, anchor = target.partition("#")
        name = name.partition("?")[0]
        found = self._file(name, path)
        if found is None:
            self._dangling(target, path, self._near(name, path))
            return here
        return self._anchored(found, anchor, path, target) if anchor else found

    def _file(self, name: str, path: str) -> str | None:
        """What a relative address leads to: a Markdown file's page, or a file to copy."""
        folder = "content" if name.startswith("/") else posixpath.dirname(path)
        full = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
        for candidate in (full, f"{full}.md"):
            if candidate in self.references:
                return self.references[candidate]
        file = "file:" + full.removeprefix("content/")
        if file in self.files:
            self.used.add(file)
            return file
        return f"url:{name}" if name.startswith("/") else None

    def _anchored(self, reference: str, anchor: str, path: str, target: str) -> str:
        known = self.anchors.get(reference)
        if known is not None and anchor and anchor not in known and not _NOTE.fullmatch(anchor):
            close = self._meant(anchor, known)
            hint = (
                f'did you mean "#{close}"?' if close else "an anchor is written {#id} in the text"
            )
            self._dangling(target, path, hint)
            return reference
        return f"{reference}#{anchor}" if anchor else reference

    def _meant(self, written: str, known: Iterable[str]) -> str | None:
        """The nearest of what there is, for the first links that lead nowhere: a guess takes long,
        and after a hundred nobody is helped by one more."""
        self.guesses -= 1
        return nearest(written, sorted(known)) if self.guesses >= 0 else None

    def _near(self, name: str, path: str) -> str:
        """How a relative address that leads nowhere may be mended."""
        if web := _WEB.match(name):
            return f'did you mean "https://{name[web.end() :]}"?'
        folder = posixpath.dirname(path)
        file = posixpath.normpath(posixpath.join(folder, name))
        if reason := self.left_out.get(file) or self.left_out.get(f"{file}.md"):
            return f"{file} is not published: {reason}"
        others = [*self.references, *(f"content/{f.removeprefix('file:')}" for f in self.files)]
        close = self._meant(name, (posixpath.relpath(o, folder) for o in others if o != path))
        if close:
            return f'did you mean "{close}"?'
        return "is the file's name right, and is it in content/?"

    def _dangling(self, target: str, path: str, hint: str) -> None:
        if (path, target) in self.told:
            return
        self.told.add((path, target))
        message = f'the link "{target}" leads nowhere'
        for span, excerpt in _where_linked(path, self.texts.get(path, ""), target):
            found = Diagnostic("dangling-link", message, span, "error", hint, excerpt)
            self.diagnostics.append(found)


def proses(briefing: Briefing) -> Iterable[Prose]:
    """All texts of a briefing, as its page shows them."""
    yield briefing.footnotes
    for section in briefing.sections:
        yield section.heading
        for passage in section.passages:
            yield passage.prose
            for statement in passage.statements:
                yield statement.prose


class _Links(Struct, frozen=True):
    """The places in a text that a link may lead to, and where its own links to the site lead."""

    anchors: frozenset[str]
    targets: tuple[str, ...]


def _links(briefing: Briefing) -> _Links:
    others = (challenge.statement.prose for challenge in briefing.challenges)
    return _Links(_anchors(briefing), _targets([*proses(briefing), *others]))


def _targets(texts: Iterable[Prose]) -> tuple[str, ...]:
    """The links in texts to a file of the site, or to a place in their own."""
    found = (match[1] for prose in texts for match in _INTERNAL.finditer(prose.html))
    return tuple(dict.fromkeys(found))


def _fill(prose: Prose, led: Mapping[str, str]) -> Prose:
    markup = _INTERNAL.sub(lambda match: f"\x02{led[match[1]]}\x03", prose.html)
    return prose if markup == prose.html else Prose(markup)


def _linked(briefing: Briefing, led: Iterable[tuple[str, str]]) -> Briefing:
    """A briefing whose links are references: `led` says of each what it leads to."""
    fill = partial(_fill, led=dict(led))

    def statement(one: Statement) -> Statement:
        return structs.replace(one, prose=fill(one.prose))

    sections = tuple(
        structs.replace(
            section,
            heading=fill(section.heading),
            passages=tuple(
                structs.replace(
                    p, prose=fill(p.prose), statements=tuple(map(statement, p.statements))
                )
                for p in section.passages
            ),
        )
        for section in briefing.sections
    )
    challenges = tuple(
        structs.replace(c, statement=statement(c.statement)) for c in briefing.challenges
    )
    return structs.replace(
        briefing, sections=sections, challenges=challenges, footnotes=fill(briefing.footnotes)
    )


def _where_linked(path: str, text: str, target: str) -> Sequence[tuple[Span, str]]:
    """Where links to a target stand, however the target is spelled there."""
    places = _written_targets(text).get(target, ())
    return [at(path, text, *place) for place in places] or [find_in(path, text, target)]


@lru_cache(maxsize=2)  # a file with one link that leads nowhere may have thousands
def _written_targets(text: str) -> Mapping[str, Sequence[tuple[int, int, int]]]:
    """Line, column and length of each target of a link in a text, code left out: by how it is
    written, and by what that stands for."""
    shown = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for match in _LINK.finditer(shown):
        start = match.end()
        angled = shown[start - 1] == "<"
        written = (_ANGLED if angled else _TARGET).match(shown, start)
        target = written[0].strip() if written else ""
        line = bisect_right(starts, start)
        for spelled in {target, unquote(html.unescape(target))}:
            found[spelled].append((line, start - starts[line - 1] + 1, len(target)))
    return found


def _written_anchors(prose: Prose) -> frozenset[str]:
    return frozenset(html.unescape(made) for made in _ID.findall(prose.html))


def _anchors(briefing: Briefing) -> frozenset[str]:
    found = {s.id for s in briefing.sections}
    for section in briefing.sections:
        for passage in section.passages:
            found.add(passage.id)
            found.update(s.id for s in passage.statements)
    return frozenset(found - {""})


def _slug_of(profile: Profile, registry: Registry) -> str:
    if profile.fields.slug:
        return profile.fields.slug
    return registry.company_called(profile.fields.name) or slug(profile.fields.name)


# -- tracks


def _as_followed(
    briefings: Iterable[Briefing], own: Mapping[str, tuple[Track, ...]], memory: Memory
) -> list[Briefing]:
    """Briefings with their milestones as their tracks hold them: a withdrawal takes over the date
    that had been due."""
    held: dict[str, list[Milestone]] = defaultdict(list)
    for company, tracks in own.items():
        for milestone in memory.again(("dropped", company), _dropped, tracks):
            held[milestone.briefing].append(milestone)
    return [
        memory.again(("followed", b.slug), _holding, b, tuple(held[b.slug]))
        if b.slug in held
        else b
        for b in briefings
    ]


def _dropped(tracks: Iterable[Track]) -> tuple[Milestone, ...]:
    steps = (step.milestone for track in tracks for step in track.steps)
    return tuple(milestone for milestone in steps if milestone.state == "dropped")


def _holding(briefing: Briefing, held: Iterable[Milestone]) -> Briefing:
    known = {m.id: m for m in held}
    milestones = tuple(known.get(m.id, m) for m in briefing.milestones)
    return structs.replace(briefing, milestones=milestones)


# -- companies


def _companies(
    briefings: Sequence[Briefing],
    profiles: Mapping[str, Profile],
    own: Mapping[str, tuple[Track, ...]],
    registry: Registry,
    memory: Memory,
) -> tuple[Company, ...]:
    """Every company that a briefing names or a profile describes."""
    named: dict[str, list[tuple[Statement, ...]]] = defaultdict(list)
    present: dict[str, list[str]] = defaultdict(list)
    for briefing in briefings:
        for company in briefing.companies:
            present[company].append(briefing.slug)
        for company, said in memory.again(("named", briefing.slug), _named, briefing.sections):
            named[company].append(said)
    followed = (company for company in own if company)
    named_here = dict.fromkeys([*present, *profiles, *followed])
    parents = {s: _parent(s, profiles, registry) for s in named_here}
    wanted = dict.fromkeys([*named_here, *(parent for parent in parents.values() if parent)])
    names = {s: _company_name(s, profiles, registry) for s in wanted}
    members: dict[str, list[str]] = defaultdict(list)
    for company in sorted(parents):
        members[parents[company]].append(company)
    kin = {s: (parents.get(s, ""), tuple(members.get(s, ()))) for s in wanted}
    made = (
        memory.again(
            *(("company", s), _company, s, names, kin[s], profiles.get(s)),
            *(registry.companies.get(s), tuple(registry.names.get(s, ()))),
            *(tuple(named[s]), own.get(s, ()), tuple(present[s])),
        )
        for s in wanted
    )
    return tuple(sorted(made, key=lambda c: (c.name.casefold(), c.slug)))


def _named(sections: Iterable[Section]) -> tuple[tuple[str, tuple[Statement, ...]], ...]:
    """The statements that name each company."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for section in sections:
        for passage in section.passages:
            for statement in passage.statements:
                for company in statement.companies:
                    found[company].append(statement)
    return tuple((company, tuple(statements)) for company, statements in found.items())


def _company_name(made: str, profiles: Mapping[str, Profile], registry: Registry) -> str:
    if made in registry.companies:
        return registry.companies[made].name
    said = (p.fields.part_of for p in profiles.values() if slug(p.fields.part_of) == made)
    return next(said, made)


def _parent(company: str, profiles: Mapping[str, Profile], registry: Registry) -> str:
    said = profiles[company].fields.part_of if company in profiles else ""
    if not said and company in registry.companies:
        said = registry.companies[company].part_of
    return (registry.company_called(said) or slug(said)) if said else ""


def _company(
    made: str,
    names: Mapping[str, str],
    kin: tuple[str, tuple[str, ...]],
    profile: Profile | None,
    known: Known | None,
    other_names: Sequence[str],
    said: Iterable[tuple[Statement, ...]],
    tracks: tuple[Track, ...],
    present: Sequence[str],
) -> Company:
    """A company with its `kin`: whose part it is, and its own parts."""
    statements = tuple(chain.from_iterable(said))
    fields = profile.fields if profile else ProfileFields()
    others = Counter(c for s in statements for c in s.companies if c != made)
    partners = sorted(others.items(), key=lambda pair: (-pair[1], names.get(pair[0], pair[0])))
    return Company(
        slug=made,
        name=names[made],
        aliases=_aliases(known, other_names),
        also_named=_also_named(known, statements),
        part_of=kin[0],
        members=kin[1],
        country=fields.country,
        url=fields.url,
        wikidata=fields.wikidata,
        profile=profile.prose if profile else Prose(""),
        profile_language=fields.language,
        statements=statements,
        tracks=tracks,
        partners=tuple(Partner(s, names.get(s, s), count) for s, count in partners),
        briefings=tuple(dict.fromkeys(present)),
    )


def _aliases(known: Known | None, others: Iterable[str]) -> tuple[str, ...]:
    """All other names that lead to a company: its own, then the gazetteer's."""
    if known is None:
        return ()
    names = (*known.aliases, *others)
    return tuple(name for name in dict.fromkeys(names) if name != known.name)


def _also_named(known: Known | None, statements: Sequence[Statement]) -> tuple[str, ...]:
    """The other names that the site declares, or that its authors use; of the gazetteer's, only
    those in use."""
    if known is None:
        return ()
    if known.origin != "gazetteer":
        return known.aliases
    return tuple(a for a in known.aliases if any(_uses(s.text, a, known.name) for s in statements))


def _uses(text: str, alias: str, name: str) -> bool:
    """Whether an alias stands in a text other than as a part of the name itself."""
    return alias in text.replace(name, "")


# -- challenges, sources, topics, tags


def _challenges(
    briefings: Sequence[Briefing],
    aliases: Iterable[tuple[str, tuple[str, ...]]],
    memory: Memory,
) -> tuple[Challenge, ...]:
    """Obstacles by name; `aliases` join those that are one under different names."""
    canonical: dict[str, str] = {}
    other_names: dict[str, list[str]] = defaultdict(list)
    for name, others in aliases:
        for other in others:
            canonical[slug(other)] = slug(name)
            other_names[slug(name)].append(other)
    mentions: dict[str, list[ChallengeMention]] = defaultdict(list)
    for briefing in briefings:
        for mention in briefing.challenges:
            made = slug(mention.name)
            mentions[canonical.get(made, made)].append(mention)
    return tuple(
        memory.again(("challenge", made), _challenge, made, tuple(other_names[made]), tuple(found))
        for made, found in sorted(mentions.items())
    )


def _challenge(
    made: str, other_names: Sequence[str], found: tuple[ChallengeMention, ...]
) -> Challenge:
    return Challenge(made, _name(made, found), tuple(dict.fromkeys(other_names)), found)


def _name(made: str, mentions: Sequence[ChallengeMention]) -> str:
    """The newest spelling of the name that made the slug."""
    return next((m.name for m in mentions if slug(m.name) == made), mentions[0].name)


def _publishers(
    memory: Memory, sources: Iterable[tuple[Source, ...]], cited: Iterable[tuple[Citation, ...]]
) -> tuple[Publisher, ...]:
    """Works by publisher; those of one host belong together under its commonest name."""
    works: dict[str, Source] = {}
    for source in chain.from_iterable(sources):
        known = works.get(source.key)
        works[source.key] = merge_sources(known, source) if known else source
    citations: dict[str, list[Citation]] = defaultdict(list)
    for citation in chain.from_iterable(cited):
        citations[citation.source].append(citation)
    name_of = _publisher_names(works.values())
    grouped: dict[str, list[_Work]] = defaultdict(list)
    for key, source in works.items():
        name = name_of(source)
        grouped[slug(name)].append((source, name, tuple(citations.get(key, ()))))
    made = (
        memory.again(("publisher", s), _publisher, s, tuple(group)) for s, group in grouped.items()
    )
    return tuple(sorted(made, key=lambda p: (p.name.casefold(), p.slug)))


#: A work, the name of its publisher, and who cites it.
_Work: TypeAlias = tuple[Source, str, tuple[Citation, ...]]


def _publisher(made: str, works: Sequence[_Work]) -> Publisher:
    name = Counter(name for _, name, _ in works).most_common(1)[0][0]
    cited = (
        CitedSource(structs.replace(source, publisher=publisher), made, citations)
        for source, publisher, citations in works
    )
    return Publisher(made, name, tuple(cited))


def _publisher_of(publishers: Iterable[Publisher]) -> dict[str, str]:
    """The name of who published each work."""
    return {c.source.key: p.name for p in publishers for c in p.sources}


#: Under what a work stands whose publisher nobody names.
UNNAMED = "Publisher not named"


def _publisher_names(sources: Iterable[Source]) -> Callable[[Source], str]:
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for source in sources:
        host = host_of(source.url)
        if host and source.publisher and source.publisher != host:
            said[host][source.publisher] += 1
    common = {host: max(sorted(names), key=names.__getitem__) for host, names in said.items()}

    def name_of(source: Source) -> str:
        host = host_of(source.url)
        if source.publisher and source.publisher != host:
            return source.publisher
        return common.get(host) or host or UNNAMED

    return name_of


def _topics(
    briefings: Sequence[Briefing], tracks: Sequence[Track], config: Config, memory: Memory
) -> tuple[Topic, ...]:
    said = {t.slug: t.name for t in config.topics}
    of: dict[str, list[str]] = defaultdict(list)
    for briefing in briefings:
        of[briefing.topic].append(briefing.slug)
    followed: dict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        followed[track.topic].append(track)
    names = {s: said.get(s) or s.replace("-", " ").capitalize() for s in of}
    made = (
        memory.again(("topic", s), Topic, s, names[s], tuple(slugs), tuple(followed[s]))
        for s, slugs in of.items()
    )
    return tuple(sorted(made, key=lambda t: (t.name.casefold(), t.slug)))


def _tags(said: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[Tag, ...]:
    """The tags of briefings, each said with its slug."""
    found: dict[str, tuple[str, list[str]]] = {}
    for briefing, names in said:
        for name in names:
            found.setdefault(slug(name), (name, []))[1].append(briefing)
    return tuple(
        Tag(made, name, tuple(dict.fromkeys(slugs)))
        for made, (name, slugs) in sorted(found.items())
    )
