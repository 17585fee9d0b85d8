"""All briefings → Site: companies merged, tracks followed, sources joined, links resolved.

In: the `Briefing`s of a site, its profiles and pages, the registry. Out: `Site` and diagnostics.
Knows no address: a link is a reference that `urls` spells later. Nothing here reads a text again.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import unquote

from msgspec import Struct, structs

from .articles import Profile
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
    Partner,
    PlainPage,
    Prose,
    Publisher,
    Redirect,
    Site,
    Source,
    Statement,
    Tag,
    Topic,
    Track,
)
from .recognise import Guesses, merge_sources, resolve_names, unknown_name
from .registry import Known, Registry
from .sections.sources import host_of
from .slugs import slug
from .tracks import tracks_of

_LINK = re.compile(r"(?:\]\([ \t]*|^ {0,3}\[[^\]\n]+\]:[ \t]*)<?", re.MULTILINE)
_NOTE = re.compile(r"fn-\d+")
_ID = re.compile(r'<[a-z][a-z0-9]* [^>]*?\bid="([^"]*)"')
#: How an address of the web begins that lost a sign, or never had one.
_WEB = re.compile(r"https?:?/{1,2}|(?=www\.)")
#: What people write notes in that are not read.
_WRITINGS = (
    *(".txt", ".text", ".mdx", ".mdown", ".mkd", ".mkdn", ".rst", ".org", ".adoc", ".asciidoc"),
    *(".tex", ".rtf", ".doc", ".docx", ".odt", ".pages", ".html", ".htm", ".ipynb"),
)
_NO_MARKDOWN = "it is no Markdown, and no text leads to it"
_INTERNAL = re.compile("\x02(rel|here):([^\x03]*)\x03")


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
    """The site, and everything in it that does not hold together. Tracks that `memory` knows are
    not followed again."""
    resolver = _Resolver(parts)
    briefings = sorted(map(resolver.briefing, parts.briefings), key=_newest_first)
    pages = tuple(resolver.page(page) for page in parts.pages)
    profiles = {_slug_of(p, parts.registry): resolver.profile(p) for p in parts.profiles}
    publishers = _publishers(briefings)
    publisher_of = {c.source.key: p.name for p in publishers for c in p.sources}
    tracks = tracks_of(briefings, publisher_of, memory)
    briefings = _as_followed(briefings, tracks)
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
        companies=_companies(briefings, profiles, tracks, parts.registry),
        tracks=tracks,
        challenges=_challenges(briefings, parts.aliases),
        publishers=publishers,
        topics=_topics(briefings, tracks, parts.config),
        tags=_tags(briefings),
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

    def __init__(self, parts: Parts) -> None:
        self.texts = dict(parts.texts)
        self.files = frozenset(a.url for a in parts.assets)
        self.used: set[str] = set()
        self.told: set[tuple[str, str]] = set()
        self.references = {b.path: f"briefing:{b.slug}" for b in parts.briefings}
        self.references |= {p.path: f"page:{p.slug}" for p in parts.pages}
        self.references |= {
            p.path: f"company:{_slug_of(p, parts.registry)}" for p in parts.profiles
        }
        self.anchors = {f"briefing:{b.slug}": _anchors(b) for b in parts.briefings}
        self.anchors |= {f"page:{p.slug}": _written_anchors(p.prose) for p in parts.pages}
        self.diagnostics: list[Diagnostic] = []
        self.registry = parts.registry

    def briefing(self, briefing: Briefing) -> Briefing:
        others = (challenge.statement.prose for challenge in briefing.challenges)
        if not any(map(_leads_on, (*proses(briefing), *others))):
            return briefing

        def fill(prose: Prose) -> Prose:
            return self._fill(prose, briefing.path, f"briefing:{briefing.slug}")

        def statement(one: Statement) -> Statement:
            prose = fill(one.prose)
            return one if prose is one.prose else structs.replace(one, prose=prose)

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

    def page(self, page: PlainPage) -> PlainPage:
        prose = self._named(page.prose, page.path)
        return structs.replace(page, prose=self._fill(prose, page.path, f"page:{page.slug}"))

    def profile(self, profile: Profile) -> Profile:
        here = f"company:{_slug_of(profile, self.registry)}"
        prose = self._named(profile.prose, profile.path)
        return structs.replace(profile, prose=self._fill(prose, profile.path, here))

    def _named(self, prose: Prose, path: str) -> Prose:
        """`[[Toyota]]` in a page or a profile."""
        markup, unknown = resolve_names(prose.html, self.registry)
        text = self.texts.get(path, "")
        guesses = Guesses()
        self.diagnostics += [
            unknown_name(name, path, text, self.registry, guesses) for name in unknown
        ]
        return Prose(markup)

    def leads_to(self, asset: Asset) -> bool:
        """Whether a file is published: those for the root are, of others those a text leads to."""
        return asset.url in self.used or not asset.url.startswith("file:")

    def _fill(self, prose: Prose, path: str, here: str) -> Prose:
        if not _leads_on(prose):
            return prose
        return Prose(_INTERNAL.sub(lambda match: self._reference(match, path, here), prose.html))

    def _reference(self, match: re.Match[str], path: str, here: str) -> str:
        kind, target = match.groups()
        target = target.replace("&amp;", "&")
        if kind == "here":
            return f"\x02{self._anchored(here, target[1:], path, target)}\x03"
        name, _, anchor = target.partition("#")
        name = name.partition("?")[0]
        found = self._file(name, path)
        if found is None:
            self._dangling(target, path, self._near(name, path))
            return f"\x02{here}\x03"
        return (
            f"\x02{self._anchored(found, anchor, path, target)}\x03"
            if anchor
            else f"\x02{found}\x03"
        )

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
            close = nearest(anchor, sorted(known))
            hint = (
                f'did you mean "#{close}"?' if close else "an anchor is written {#id} in the text"
            )
            self._dangling(target, path, hint)
            return reference
        return f"{reference}#{anchor}" if anchor else reference

    def _near(self, name: str, path: str) -> str:
        """How a relative address that leads nowhere may be mended."""
        if web := _WEB.match(name):
            return f'did you mean "https://{name[web.end() :]}"?'
        folder = posixpath.dirname(path)
        others = [*self.references, *(f"content/{f.removeprefix('file:')}" for f in self.files)]
        close = nearest(name, [posixpath.relpath(o, folder) for o in others if o != path])
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


def _leads_on(prose: Prose) -> bool:
    """Whether a text links to a file of the site, or to a place in its own."""
    return "\x02rel:" in prose.html or "\x02here:" in prose.html


def _where_linked(path: str, text: str, target: str) -> Sequence[tuple[Span, str]]:
    """Where links to a target stand, however the target is spelled there."""
    found = []
    for match in _LINK.finditer(text):
        rest = text[match.end() : match.end() + 3 * len(target) + 1].partition("\n")[0]
        spelled = rest if rest.startswith(target) else unquote(html.unescape(rest))
        if spelled.startswith(target) and spelled[len(target) :][:1] in ("", ")", ">", " ", '"'):
            line = text.count("\n", 0, match.start()) + 1
            column = match.end() - text.rfind("\n", 0, match.end())
            length = len(target) if rest.startswith(target) else len(re.split(r"[)>\s]", rest)[0])
            found.append(at(path, text, line, column, length))
    return found or [find_in(path, text, target)]


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


def _as_followed(briefings: Iterable[Briefing], tracks: Iterable[Track]) -> list[Briefing]:
    """Briefings with their milestones as their tracks hold them: a withdrawal takes over the date
    that had been due."""
    steps = (step.milestone for track in tracks for step in track.steps)
    held = {(m.briefing, m.id): m for m in steps if m.state == "dropped"}
    if not held:
        return list(briefings)
    return [
        structs.replace(b, milestones=tuple(held.get((m.briefing, m.id), m) for m in b.milestones))
        if any((m.briefing, m.id) in held for m in b.milestones)
        else b
        for b in briefings
    ]


# -- companies


def _companies(
    briefings: Sequence[Briefing],
    profiles: Mapping[str, Profile],
    tracks: Sequence[Track],
    registry: Registry,
) -> tuple[Company, ...]:
    """Every company that a briefing names or a profile describes."""
    named: dict[str, list[Statement]] = defaultdict(list)
    present: dict[str, list[str]] = defaultdict(list)
    for briefing in briefings:
        for company in briefing.companies:
            present[company].append(briefing.slug)
        for statement in _statements(briefing):
            for company in statement.companies:
                named[company].append(statement)
    own: dict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        if track.company:
            own[track.company].append(track)
    named_here = {*present, *profiles, *own}
    parents = {s: _parent(s, profiles, registry) for s in named_here}
    wanted = {*named_here, *(parent for parent in parents.values() if parent)}
    names = {s: _company_name(s, profiles, registry) for s in wanted}
    members: dict[str, list[str]] = defaultdict(list)
    for company in sorted(parents):
        members[parents[company]].append(company)
    kin = {s: (parents.get(s, ""), tuple(members.get(s, ()))) for s in wanted}
    made = (
        _company(s, names, kin[s], profiles.get(s), registry, named[s], tuple(own[s]), present[s])
        for s in wanted
    )
    return tuple(sorted(made, key=lambda c: (c.name.casefold(), c.slug)))


def _statements(briefing: Briefing) -> Iterable[Statement]:
    for section in briefing.sections:
        for passage in section.passages:
            yield from passage.statements


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
    registry: Registry,
    statements: Sequence[Statement],
    tracks: tuple[Track, ...],
    present: Sequence[str],
) -> Company:
    """A company with its `kin`: whose part it is, and its own parts."""
    known = registry.companies.get(made)
    fields = profile.fields if profile else ProfileFields()
    others = Counter(c for s in statements for c in s.companies if c != made)
    partners = sorted(others.items(), key=lambda pair: (-pair[1], names.get(pair[0], pair[0])))
    return Company(
        slug=made,
        name=names[made],
        aliases=_aliases(known, registry),
        also_named=_also_named(known, statements),
        part_of=kin[0],
        members=kin[1],
        country=fields.country,
        url=fields.url,
        wikidata=fields.wikidata,
        profile=profile.prose if profile else Prose(""),
        profile_language=fields.language,
        statements=tuple(statements),
        tracks=tracks,
        partners=tuple(Partner(s, names.get(s, s), count) for s, count in partners),
        briefings=tuple(dict.fromkeys(present)),
    )


def _aliases(known: Known | None, registry: Registry) -> tuple[str, ...]:
    """All other names that lead to a company: its own, then the gazetteer's."""
    if known is None:
        return ()
    names = (*known.aliases, *registry.names.get(known.slug, ()))
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
    briefings: Sequence[Briefing], aliases: Iterable[tuple[str, tuple[str, ...]]]
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
        Challenge(made, _name(made, found), tuple(dict.fromkeys(other_names[made])), tuple(found))
        for made, found in sorted(mentions.items())
    )


def _name(made: str, mentions: Sequence[ChallengeMention]) -> str:
    """The newest spelling of the name that made the slug."""
    return next((m.name for m in mentions if slug(m.name) == made), mentions[0].name)


def _publishers(briefings: Sequence[Briefing]) -> tuple[Publisher, ...]:
    """Works by publisher; those of one host belong together under its commonest name."""
    works: dict[str, Source] = {}
    citations: dict[str, list[Citation]] = defaultdict(list)
    for briefing in briefings:
        for source in briefing.sources:
            known = works.get(source.key)
            works[source.key] = merge_sources(known, source) if known else source
        for citation in briefing.citations:
            citations[citation.source].append(citation)
    name_of = _publisher_names(works.values())
    grouped: dict[str, list[CitedSource]] = defaultdict(list)
    for key, source in works.items():
        name = name_of(source)
        named = structs.replace(source, publisher=name)
        grouped[slug(name)].append(CitedSource(named, slug(name), tuple(citations[key])))
    made = [
        Publisher(s, Counter(c.source.publisher for c in group).most_common(1)[0][0], tuple(group))
        for s, group in grouped.items()
    ]
    return tuple(sorted(made, key=lambda p: (p.name.casefold(), p.slug)))


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
    briefings: Sequence[Briefing], tracks: Sequence[Track], config: Config
) -> tuple[Topic, ...]:
    names = {t.slug: t.name for t in config.topics}
    of: dict[str, list[str]] = defaultdict(list)
    for briefing in briefings:
        of[briefing.topic].append(briefing.slug)
    followed: dict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        followed[track.topic].append(track)
    made = (
        Topic(s, names.get(s) or s.replace("-", " ").capitalize(), tuple(slugs), tuple(followed[s]))
        for s, slugs in of.items()
    )
    return tuple(sorted(made, key=lambda t: (t.name.casefold(), t.slug)))


def _tags(briefings: Sequence[Briefing]) -> tuple[Tag, ...]:
    found: dict[str, tuple[str, list[str]]] = {}
    for briefing in briefings:
        for name in briefing.tags:
            found.setdefault(slug(name), (name, []))[1].append(briefing.slug)
    return tuple(
        Tag(made, name, tuple(dict.fromkeys(slugs)))
        for made, (name, slugs) in sorted(found.items())
    )
