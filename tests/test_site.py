"""Files → Site: what is true of all briefings together. The files are written here, in memory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ssbrief import periods
from ssbrief.diagnostics import Diagnostic
from ssbrief.load import Loaded, Options, load
from ssbrief.model import Company, Site, Track
from ssbrief.read import BinaryFile, Inputs, TextFile

SEED = Path(__file__).parent / "sites" / "seed" / "content" / "briefings" / "solid-state.md"
PLAYERS = "\n\n## Key Players\n\n"


def loaded(*, drafts: bool = False, files: tuple[str, ...] = (), **texts: str) -> Loaded:
    """A site of files, each named by its path: `__` is a slash, a missing folder is briefings."""
    named = {_path(name): text for name, text in texts.items()}
    of = {
        kind: tuple(
            TextFile(path, text, "")
            for path, text in sorted(named.items())
            if path.startswith(f"content/{kind}/")
        )
        for kind in ("briefings", "companies", "pages")
    }
    config = named.get("content/site.yaml")
    inputs = Inputs(
        root="",
        config=TextFile("content/site.yaml", config, "") if config else None,
        files=tuple(BinaryFile(path, path, "") for path in files),
        **of,
    )
    return load(inputs, Options(date(2026, 11, 22), drafts))


def _path(name: str) -> str:
    if name == "site":
        return "content/site.yaml"
    return f"content/{name.replace('__', '/')}.md"


def site_of(**texts: str) -> Site:
    result = loaded(**texts)
    assert result.site is not None
    assert [d for d in result.diagnostics if d.severity == "error"] == []
    return result.site


def company(site: Site, slug: str) -> Company:
    return next(c for c in site.companies if c.slug == slug)


def steps(track: Track) -> list[str]:
    return [
        f"{s.change} {s.months or ''}".strip() + f" {periods.say(s.milestone.due)}"
        for s in track.steps
    ]


def codes(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [d.code for d in diagnostics]


# -- the seed


@pytest.fixture(scope="module")
def seed() -> Site:
    return site_of(briefings__seed=SEED.read_text("utf-8"))


def test_the_seed_is_read_as_it_stands(seed: Site) -> None:
    (briefing,) = seed.briefings
    assert briefing.title == "Solid State Battery Status Update for Late 2024/2025"
    assert briefing.period is not None
    assert periods.edtf(briefing.period) == "2024-10/2025-12"
    assert briefing.prepared_by == "AI Assistant"
    kinds = [section.kind for section in briefing.sections]
    assert kinds == ["market_release", "key_players", "challenges", "sources"]


def test_the_seed_names_its_companies_and_no_group(seed: Site) -> None:
    assert [c.name for c in seed.companies] == [
        "BMW", "Chery", "Honda", "Mercedes-Benz", "Nissan", "QuantumScape", "Stellantis", "Toyota",
        "Volkswagen",
    ]  # fmt: skip


def test_the_seed_holds_three_milestones_with_their_words(seed: Site) -> None:
    assert [
        (m.company, m.kind, periods.edtf(m.due), m.due_words, m.state)
        for m in seed.briefings[0].milestones
    ] == [
        (None, "market-introduction", "2025~/2027~", "around 2025-2027", "target"),
        ("toyota", "market-introduction", "2027/2028", "by 2027-2028", "target"),
        ("nissan", "mass-production", "../2028", "by 2028", "target"),
    ]


def test_the_seeds_joint_entry_stands_on_both_pages(seed: Site) -> None:
    for slug in ("volkswagen", "quantumscape"):
        assert [s.id for s in company(seed, slug).statements] == ["vw-quantumscape"]


def test_the_seed_holds_three_challenges_and_three_sources_with_publishers(seed: Site) -> None:
    names = [c.name for c in seed.challenges]
    assert names == ["Cost", "Manufacturing Complexity", "Safety Concerns"]
    assert [p.name for p in seed.publishers] == ["Car and Driver", "CarBuzz", "Inside EVs"]


# -- several briefings


def test_a_date_is_followed_through_briefings() -> None:
    def note(day: str, target: str) -> str:
        return f"# N\n\n**Date:** {day}{PLAYERS}- **Toyota:** plans market launch {target}.\n"

    site = site_of(
        briefings__ssb__a=note("2021-03", "in 2025"),
        briefings__ssb__b=note("2023-03", "in 2027"),
        briefings__ssb__c=note("2024-03", "in 2027"),
        briefings__ssb__d="# N\n\n**Date:** 2025-03\n\nNothing of note.\n",
    )
    (track,) = company(site, "toyota").tracks
    assert steps(track) == ["first 2025", "slipped 24 2027", "reconfirmed 2027"]


def test_semi_solid_never_joins_what_does_not_say_so() -> None:
    site = site_of(
        briefings__ssb__a=f"# N 2024{PLAYERS}- **NIO:** plans a semi-solid launch in 2025.\n",
        briefings__ssb__b=f"# N 2025{PLAYERS}- **NIO:** plans a launch in 2029.\n",
    )
    assert len(company(site, "nio").tracks) == 2


def test_two_events_without_a_name_are_never_one_date_that_moved() -> None:
    site = site_of(
        briefings__a=f"# N 2024{PLAYERS}- **NIO:** First customer in 2027. Second one by 2031.\n"
    )
    assert [steps(t) for t in company(site, "nio").tracks] == [["first 2027"], ["first by 2031"]]


def test_a_target_that_is_given_up_closes_the_one_track_that_had_its_date() -> None:
    site = site_of(
        briefings__s__a=f"# N 2024{PLAYERS}- **NIO:** plans mass production in 2029.\n",
        briefings__s__b=f"# N 2025{PLAYERS}- **NIO:** has dropped the 2029 target for good.\n",
    )
    assert [steps(t) for t in company(site, "nio").tracks] == [["first 2029", "dropped 2029"]]


def test_a_bold_name_opens_an_entry_without_a_colon() -> None:
    site = site_of(
        briefings__a=f"# N 2025{PLAYERS}- **Acme Heat** plans to start mass production in 2027.\n"
    )
    assert [m.company for m in site.briefings[0].milestones] == ["acme-heat"]


def test_a_language_without_tables_is_named_and_no_date_is_read_from_it() -> None:
    result = loaded(
        briefings__a="---\ndate: 2025\n---\n# Stan\n\nToyota chce, że produkcja, która była "
        "planowana na 2025, rozpocznie się w roku 2028 i nie jest z tym planem sama na rynku.\n"
    )
    assert codes(result.diagnostics) == ["language-not-read"]
    assert result.site is not None
    (briefing,) = result.site.briefings
    assert (briefing.language, briefing.companies, briefing.milestones) == ("pl", ("toyota",), ())


def test_braces_hold_in_any_language() -> None:
    result = loaded(
        briefings__a="---\ndate: 2025\nlanguage: de\n---\n# Lage\n\n## Key Players\n\n"
        "- **Toyota:** Serienfertigung, bisher 2027. {due=2028 kind=mass-production}\n"
    )
    assert result.site is not None
    (milestone,) = result.site.briefings[0].milestones
    assert (milestone.company, milestone.kind) == ("toyota", "mass-production")
    assert periods.edtf(milestone.due) == "2028"


def test_an_authors_track_takes_in_what_can_only_mean_it() -> None:
    site = site_of(
        briefings__ssb__a=f"# N 2021{PLAYERS}"
        "- **Toyota:** plans a launch in 2025. {track=toyota/first-vehicle}\n",
        briefings__ssb__b=f"# N 2023{PLAYERS}- **Toyota:** plans a launch in 2027.\n",
    )
    (track,) = company(site, "toyota").tracks
    assert (track.id, track.label) == ("toyota/first-vehicle", "first vehicle")
    assert steps(track) == ["first 2025", "slipped 24 2027"]


def test_a_name_found_in_one_file_is_known_in_the_next() -> None:
    site = site_of(
        briefings__a=f"# N{PLAYERS}- **Zeta Ion Works:** makes cells.\n",
        briefings__b="# M\n\nCells of Zeta Ion Works were seen.\n",
    )
    assert {s.briefing for s in company(site, "zeta-ion-works").statements} == {"a", "b"}


def test_one_work_cited_by_two_briefings_is_one_source() -> None:
    sources = "\n\n## Sources\n\n- [A title](https://www.x.example/a/), Autocar, 2019\n"
    site = site_of(
        briefings__a=f"# N{sources}",
        briefings__b="# M\n\nSaid ([link](http://x.example/a?utm_source=z)).\n",
    )
    (publisher,) = site.publishers
    (work,) = publisher.sources
    assert (publisher.name, work.source.title) == ("Autocar", "A title")
    assert {c.briefing for c in work.citations} == {"a", "b"}


def test_challenges_with_one_name_are_one_and_aliases_join_others() -> None:
    body = "# N\n\n## Challenges\n\n- **{}:** text\n"
    front = "---\nchallenges:\n  - name: Dendrites\n    aliases: [Lithium filaments]\n---\n"
    site = site_of(
        briefings__a=front + body.format("Dendrites"), briefings__b=body.format("Lithium filaments")
    )
    (challenge,) = site.challenges
    assert challenge.name == "Dendrites"
    assert {m.statement.briefing for m in challenge.mentions} == {"a", "b"}


# -- front matter and profiles


def test_what_front_matter_says_wins() -> None:
    site = site_of(
        briefings__a=(
            "---\ntitle: T\ndate: 2025-06-01\ntopic: Solid state\nslug: my-own\n"
            "milestones:\n  - who: Toyota\n    event: first vehicle\n    due: late 2027\n"
            "    at: toyota\n---\n# Other" + PLAYERS + "- **Toyota:** plans a launch by 2030.\n"
        )
    )
    (briefing,) = site.briefings
    assert (briefing.slug, briefing.title, briefing.topic) == ("my-own", "T", "solid-state")
    (milestone,) = briefing.milestones
    assert milestone.kind == "market-introduction"
    assert periods.edtf(milestone.due) == "2027-10/2027-12"
    assert milestone.words == "Toyota: plans a launch by 2030."


def test_a_profile_renames_adds_names_and_says_whose_member_it_is() -> None:
    site = site_of(
        briefings__a=f"# N{PLAYERS}- **Audi:** x\n- **VW:** y\n",
        companies__volkswagen="---\nname: Volkswagen Group\naliases: [Volkswagen, VW]\n---\nText\n",
        companies__audi="---\npart_of: Volkswagen Group\n---\n",
    )
    group = company(site, "volkswagen")
    assert (group.name, group.members) == ("Volkswagen Group", ("audi",))
    assert company(site, "audi").part_of == "volkswagen"
    assert group.profile.html == "<p>Text</p>\n"


def test_a_structured_name_near_one_of_the_registry_is_an_error_with_a_hint() -> None:
    result = loaded(
        briefings__a="---\ndate: 2025\nmilestones:\n  - who: Toyta\n    due: 2027\n---\nText\n",
        companies__toyota="---\nname: Toyota\n---\n",
    )
    (diagnostic,) = result.diagnostics
    assert diagnostic.message == '"Toyta" is not a company of this site'
    assert (diagnostic.span.line, diagnostic.span.column, diagnostic.span.end) == (4, 10, 15)
    assert (diagnostic.hint, diagnostic.excerpt) == ('did you mean "Toyota"?', "  - who: Toyta")


def test_a_structured_name_declares_a_company_where_no_registry_knows_better() -> None:
    site = site_of(
        briefings__a="---\nmilestones:\n  - who: Zeta Works\n    due: 2027\n---\n"
        "Text of Zeta Works.\n"
    )
    assert [s.id for s in company(site, "zeta-works").statements] == ["text-of-zeta-works"]


def test_site_yaml_adds_words_for_sections() -> None:
    site = site_of(
        site="sections:\n  key_players: [Dramatis personae]\n",
        briefings__a="# N\n\n## Dramatis personae\n\n- **Zeta Works:** x\n",
    )
    assert [c.slug for c in site.companies] == ["zeta-works"]


# -- links and files


def test_links_between_files_become_references_and_files_are_published() -> None:
    result = loaded(
        files=("content/briefings/t/cell.png", "content/briefings/t/unused.png"),
        briefings__t__a="# A\n\n[b](b.md#toyota) [p](../../pages/about.md) ![c](cell.png)\n",
        briefings__t__b=f"# B{PLAYERS}- **Toyota:** x\n",
        pages__about="# About\n\nText.\n",
    )
    assert result.site is not None
    html = result.site.briefings[0].sections[0].passages[0].statements[0].prose.html
    for reference in ("briefing:t-b#toyota", "page:about", "file:briefings/t/cell.png"):
        assert f"\x02{reference}\x03" in html
    assert [a.url for a in result.site.assets] == ["file:briefings/t/cell.png"]


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("[x](nowhere.md)", "is the file's name right, and is it in content/?"),
        ("[x](#toyot)", 'did you mean "#toyota"?'),
        ("![x](no.png)", "is the file's name right, and is it in content/?"),
    ],
)
def test_a_dangling_link_is_an_error_with_its_place(link: str, hint: str) -> None:
    result = loaded(briefings__a=f"# A\n\nSee {link}.{PLAYERS}- **Toyota:** x\n")
    (diagnostic,) = [d for d in result.diagnostics if d.severity == "error"]
    assert (diagnostic.code, diagnostic.span.line, diagnostic.hint) == ("dangling-link", 3, hint)


def test_an_unknown_wikilink_is_text_and_a_warning() -> None:
    result = loaded(briefings__a="---\ndate: 2025\n---\n# A\n\nBy [[Nobody Ltd]] and [[Toyota]].\n")
    assert codes(result.diagnostics) == ["unknown-company"]
    assert result.site is not None
    html = result.site.briefings[0].sections[0].passages[0].statements[0].prose.html
    assert html == (
        '<p>By Nobody Ltd and <a class="name" href="\x02company:toyota\x03">Toyota</a>.</p>\n'
    )


# -- one published set


def test_a_draft_leaves_no_trace_and_is_said_to_be_left_out() -> None:
    texts = {
        "briefings__a": "# Seen\n\nText.\n",
        "briefings__b": f"---\ndraft: true\ntags: [secret]\n---\n# Hidden{PLAYERS}- **Zeta:** x\n",
    }
    result = loaded(**texts)
    assert result.site is not None
    assert [b.title for b in result.site.briefings] == ["Seen"]
    assert (result.site.companies, result.site.tags) == ((), ())
    assert [(o.path, o.reason) for o in result.site.left_out] == [
        ("content/briefings/b.md", "draft: true")
    ]
    assert len(loaded(drafts=True, **texts).site.briefings) == 2  # type: ignore[union-attr]


def test_an_unknown_key_is_reported_once_for_all_files() -> None:
    texts = {f"briefings__n{i}": "---\ndate: 2025\nautors: Jane\n---\nText.\n" for i in range(3)}
    (diagnostic,) = loaded(**texts).diagnostics
    assert (diagnostic.code, diagnostic.severity) == ("unknown-key", "warning")
    assert "3" in diagnostic.message
    assert "authors" in diagnostic.hint


def test_a_briefing_without_a_date_is_said_to_stand_last() -> None:
    result = loaded(briefings__a="# A\n\nText.\n", briefings__b="# B\n\n**Date:** 2001\n\nText.\n")
    assert codes(result.diagnostics) == ["undated-briefing"]
    assert result.site is not None
    assert [b.slug for b in result.site.briefings] == ["b", "a"]
