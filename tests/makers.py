"""Small makers with defaults: a site by hand, without a file.

`sample_site()` is a site with every noun; the others make one record each, so that a test says only
what it is about.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ssbrief import periods, slugs
from ssbrief.drift import follow, outcome
from ssbrief.model import (
    Briefing,
    Challenge,
    ChallengeMention,
    Citation,
    CitedSource,
    Company,
    Milestone,
    Partner,
    Passage,
    Period,
    PlainPage,
    Prose,
    Publisher,
    Redirect,
    Section,
    Site,
    Source,
    Statement,
    Step,
    Tag,
    Topic,
    Track,
)
from ssbrief.read import Inputs, TextFile
from ssbrief.vocabulary import words

TODAY = date(2026, 11, 22)


def inputs_of(shown: Site) -> Inputs:
    """The files that a site made by hand would have been read from."""
    return Inputs(
        ".", briefings=tuple(TextFile(b.path, f"# {b.title}", "") for b in shown.briefings)
    )


def period(text: str) -> Period:
    found = periods.read(text, words("en").dates)
    assert found is not None, text
    return found


def statement(
    anchor: str, text: str, briefing: str = "ssb-2025", *, html: str = "", **fields: object
) -> Statement:
    given: dict[str, object] = {"section": "key_players"} | fields
    return Statement(
        id=anchor, briefing=briefing, prose=Prose(html or f"<p>{text}</p>\n"), text=text, **given
    )  # type: ignore[arg-type]


def milestone(
    anchor: str,
    due: str,
    company: str | None = "toyota",
    briefing: str = "ssb-2025",
    **fields: object,
) -> Milestone:
    given: dict[str, object] = {
        "topic": "ssb",
        "kind": "market-introduction",
        "technology": "",
        "said": None,
        "words": f"It is due {due}.",
        "state": "target",
        "statement": anchor,
        "track": "",
    } | fields
    return Milestone(
        id=anchor, briefing=briefing, company=company, due=period(due), due_words=due, **given
    )  # type: ignore[arg-type]


def track(name: str, *steps: Step, **fields: object) -> Track:
    first = steps[0].milestone
    given: dict[str, object] = {
        "label": first.kind.replace("-", " "),
        "outcome": outcome(steps),
    } | fields
    return Track(
        id=name,
        company=first.company,
        kind=first.kind,
        technology=first.technology,
        topic=first.topic,
        steps=steps,
        **given,
    )  # type: ignore[arg-type]


def told(name: str, *words: tuple[str, str] | tuple[str, str, str], **fields: object) -> Track:
    """A track of words (said, due, state), each in the briefing of the maker `milestone`."""
    milestones = [
        milestone(
            f"{slugs.slug(name)}-{place}",
            word[1],
            said=period(word[0]),
            state=word[2] if len(word) > 2 else "target",
            **fields,
        )
        for place, word in enumerate(words)
    ]
    return track(name, *follow(milestones))


def site_of(*tracks: Track, **fields: object) -> Site:
    """A site of one briefing that says all there is to these tracks, on one topic."""
    milestones = tuple(step.milestone for track in tracks for step in track.steps)
    companies = {t.company: t for t in tracks if t.company}
    return site(
        briefings=(briefing(milestones=milestones, companies=tuple(companies)),),
        companies=tuple(
            Company(
                slug,
                slug.replace("-", " ").title(),
                tracks=tuple(t for t in tracks if t.company == slug),
                briefings=("ssb-2025",),
            )
            for slug in sorted(companies)
        ),
        tracks=tracks,
        topics=(Topic("ssb", "Solid-state batteries", ("ssb-2025",), tracks),),
        **fields,
    )


def section(kind: str, title: str, *passages: Passage) -> Section:
    return Section(kind, slugs.slug(title), Prose(title), title, passages)  # type: ignore[arg-type]


def briefing(slug: str = "ssb-2025", title: str = "Status in 2025", **fields: object) -> Briefing:
    given: dict[str, object] = {
        "path": f"content/briefings/{slug}.md",
        "topic": "ssb",
        "language": "en",
        "date": None,
        "period": None,
        "summary": "",
        "authors": (),
        "prepared_by": "",
        "reviewed_by": "",
        "revised": "",
        "change_note": "",
        "tags": (),
        "redirect_from": (),
        "sections": (),
        "companies": (),
        "milestones": (),
        "challenges": (),
        "sources": (),
        "citations": (),
    } | fields
    return Briefing(slug=slug, title=title, **given)  # type: ignore[arg-type]


def site(**fields: object) -> Site:
    given: dict[str, object] = {
        "title": "Solid-state ledger",
        "url": "",
        "language": "en",
        "description": "",
        "repo_url": "",
        "license": "",
        "today": TODAY,
        "briefings": (),
        "companies": (),
        "tracks": (),
        "challenges": (),
        "publishers": (),
        "topics": (),
        "tags": (),
        "pages": (),
        "assets": (),
    } | fields
    return Site(**given)  # type: ignore[arg-type]


REUTERS = Source(
    "https://example.org/toyota", "Toyota keeps 2027", "https://example.org/toyota", "Reuters"
)
CARBUZZ = Source(
    "https://carbuzz.example/a", "Developments", "https://carbuzz.example/a", "CarBuzz"
)


def sample_site(**fields: object) -> Site:
    """Two briefings on one topic, three companies, a date that slipped, one that is overdue."""
    old, new = _older(), _newer()
    first, second = old.milestones[0], new.milestones[0]
    slipped = track(
        "toyota-market-introduction-ssb",
        Step(first, "first"),
        Step(second, "slipped", 36, False, None, 36),
    )
    overdue = track("nissan-pilot-line-ssb", Step(old.milestones[1], "first"))
    market = track("market-introduction-ssb", Step(new.milestones[1], "first"))
    tracks = (market, overdue, slipped)
    statements = {
        s.id: s for b in (old, new) for x in b.sections for p in x.passages for s in p.statements
    }
    challenge = Challenge("cost", "Cost", ("Price",), new.challenges)
    given: dict[str, object] = {
        "briefings": (new, old),
        "companies": (
            Company(
                "chery",
                "Chery",
                statements=(statements["chinese-companies"],),
                briefings=("ssb-2025",),
            ),
            Company(
                "nissan",
                "Nissan",
                statements=(statements["nissan"],),
                tracks=(overdue,),
                briefings=("ssb-2022",),
            ),
            Company(
                "toyota",
                "Toyota",
                ("Lexus",),
                country="Japan",
                url="https://global.toyota/",
                statements=(statements["toyota"], statements["toyota-2022"]),
                tracks=(slipped,),
                partners=(Partner("nissan", "Nissan", 1),),
                briefings=("ssb-2025", "ssb-2022"),
            ),
        ),
        "tracks": tracks,
        "challenges": (challenge,),
        "publishers": (
            Publisher(
                "carbuzz",
                "CarBuzz",
                (CitedSource(CARBUZZ, "carbuzz", (Citation("ssb-2025", CARBUZZ.key),)),),
            ),
            Publisher(
                "reuters",
                "Reuters",
                (
                    CitedSource(
                        REUTERS, "reuters", (Citation("ssb-2025", REUTERS.key, ("toyota",)),)
                    ),
                ),
            ),
        ),
        "topics": (Topic("ssb", "Solid-state batteries", ("ssb-2025", "ssb-2022"), tracks),),
        "tags": (Tag("batteries", "batteries", ("ssb-2025",)),),
        "redirects": (Redirect("/old/status-2022/", "briefing:ssb-2022", old.title, old.path),),
        "pages": (
            PlainPage(
                "about", "content/pages/about.md", "About", "", "en", Prose("<p>Who we are.</p>\n")
            ),
        ),
    } | fields
    return site(**given)


def _older() -> Briefing:
    players = section(
        "key_players",
        "Key players",
        Passage(
            "list",
            statements=(
                statement(
                    "toyota-2022",
                    "Toyota: launch by 2025.",
                    "ssb-2022",
                    subjects=("toyota",),
                    companies=("toyota",),
                ),
                statement(
                    "nissan",
                    "Nissan: pilot line in 2024.",
                    "ssb-2022",
                    subjects=("nissan",),
                    companies=("nissan",),
                ),
            ),
        ),
    )
    return briefing(
        "ssb-2022",
        "Status in 2022",
        date=period("2022-06-30"),
        sections=(players,),
        companies=("toyota", "nissan"),
        milestones=(
            milestone("toyota-2022", "by 2025", briefing="ssb-2022"),
            milestone("nissan", "2024", "nissan", "ssb-2022", kind="pilot-line"),
        ),
    )


def _newer() -> Briefing:
    cost = statement("cost", "Cost: still too high.", section="challenges")
    head = '<thead>\n<tr>\n<th scope="col">Who</th><th scope="col">When</th></tr>\n</thead>\n'
    cells = "<td>Toyota</td><td>2027</td></tr>\n</tbody>\n</table>\n"
    alone = f"<table>\n{head}<tbody>\n<tr>\n{cells}"
    row = statement("row-1", "Toyota | 2027", html=alone, companies=("toyota",))
    table = Prose(f'<table>\n{head}<tbody>\n<tr id="row-1">\n{cells}')
    return briefing(
        period=period("2024/2025"),
        prepared_by="AI Assistant",
        revised="2025-08-01",
        change_note="The date of Nissan was wrong.",
        tags=("batteries",),
        sections=(
            section(
                "market_release",
                "Market release",
                Passage(
                    "paragraph",
                    statements=(
                        statement(
                            "market",
                            "A debut is expected around 2025-2027.",
                            section="market_release",
                        ),
                    ),
                ),
                Passage(
                    "prose", Prose('<pre class="code" tabindex="0"><code>x = 1</code></pre>\n')
                ),
            ),
            section(
                "key_players",
                "Key players",
                Passage("prose", Prose("<p>Several makers:</p>\n")),
                Passage("heading", Prose("Makers"), 3, "makers"),
                Passage(
                    "entry",
                    Prose("Toyota"),
                    4,
                    "toyota",
                    statements=(
                        statement(
                            "toyota",
                            "Market introduction by 2027-2028.",
                            html="<p>Market introduction by 2027-2028, says "
                            '<a class="name" href="\x02company:toyota\x03">Toyota</a>.</p>\n',
                            label="Toyota",
                            level=4,
                            subjects=("toyota",),
                            companies=("toyota",),
                            sources=(REUTERS.key,),
                        ),
                    ),
                ),
                Passage(
                    "list",
                    start=1,
                    statements=(
                        statement(
                            "chinese-companies",
                            "Chinese companies: such as Chery.",
                            group="Chinese companies",
                            companies=("chery",),
                        ),
                    ),
                ),
                Passage("table", table, statements=(row,)),
            ),
            section("challenges", "Challenges", Passage("list", statements=(cost,))),
            section(
                "sources",
                "Sources",
                Passage(
                    "list",
                    statements=(
                        statement(
                            "carbuzz",
                            "CarBuzz",
                            html=f'<a href="{CARBUZZ.url}">CarBuzz</a>',
                            section="sources",
                            sources=(CARBUZZ.key,),
                        ),
                    ),
                ),
            ),
        ),
        companies=("toyota", "chery"),
        milestones=(
            milestone("toyota", "2027-2028", sources=(REUTERS.key,)),
            milestone("market", "around 2025-2027", None, kind="market-introduction"),
        ),
        challenges=(ChallengeMention("Cost", cost),),
        sources=(REUTERS, CARBUZZ),
        citations=(
            Citation("ssb-2025", REUTERS.key, ("toyota",)),
            Citation("ssb-2025", CARBUZZ.key),
        ),
    )


def write_many(folder: Path, topics: int) -> Path:
    """A site of many targets: Toyota and Nissan speak of each topic in two briefings, Honda of
    three topics."""
    for number in range(topics):
        of_topic = folder / "content" / "briefings" / f"topic-{number:02}"
        of_topic.mkdir(parents=True)
        for year in (2023, 2024):
            due = f"by {year + number % 9}" if number % 3 else "by 2030"
            names = ("Toyota", "Nissan", "Honda") if number < 3 else ("Toyota", "Nissan")
            players = "".join(f"- **{name}:** mass production {due}.\n" for name in names)
            (of_topic / f"{year}.md").write_text(
                f"# Topic {number} in May {year}\n\n## Key Players\n\n{players}"
            )
    return folder
