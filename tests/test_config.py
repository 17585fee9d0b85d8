"""site.yaml: the settings of a site."""

from __future__ import annotations

import pytest

from ssbrief.config import Config, NavigationItem, TopicEntry, WordsEntry, load_config
from ssbrief.diagnostics import show
from ssbrief.front_matter import CompanyEntry
from ssbrief.read import TextFile


def load(text: str) -> tuple[Config, list[str]]:
    config, diagnostics = load_config(TextFile("content/site.yaml", text, ""))
    return config, [show(diagnostic) for diagnostic in diagnostics]


def test_a_site_needs_no_settings() -> None:
    assert load_config(None) == (Config(), ())


@pytest.mark.parametrize("text", ["", "\n# nothing\n", "---\n", "title:\n"])
def test_every_key_has_a_default(text: str) -> None:
    assert load(text) == (Config(), [])


def test_lists_of_records_may_be_written_long_or_short() -> None:
    long = """
navigation:
  - {label: About, address: /about/}
topics:
  - slug: ssb
    name: Solid-state batteries
companies:
  - name: Example Motors
    aliases: [EM]
  - name: Apple
    remove: true
sections:
  - kind: challenges
    words: [hurdles]
events:
  - kind: homologation
    words: [type approval, homologation]
"""
    short = """
navigation: {About: /about/}
topics: {ssb: Solid-state batteries}
companies:
  Example Motors: {aliases: EM}
  Apple: {remove: yes}
sections: {challenges: hurdles}
events:
  homologation: type approval, homologation
"""
    config = Config(
        navigation=(NavigationItem("About", "/about/"),),
        topics=(TopicEntry("ssb", "Solid-state batteries"),),
        companies=(CompanyEntry("Example Motors", ("EM",)), CompanyEntry("Apple", remove=True)),
        sections=(WordsEntry("challenges", ("hurdles",)),),
        events=(WordsEntry("homologation", ("type approval", "homologation")),),
    )
    assert load(long) == (config, [])
    assert load(short) == (config, [])


def test_the_address_of_the_site_ends_without_a_slash() -> None:
    config, complaints = load("url: https://example.org/briefings/\n")
    assert (config.url, complaints) == ("https://example.org/briefings", [])


@pytest.mark.parametrize("url", ["example.org", "ftp://example.org", "https://", "http://[::1"])
def test_the_address_must_be_one_of_the_web(url: str) -> None:
    config, complaints = load(f"title: T\nurl: {url}\n")
    assert config == Config(title="T")
    assert complaints == [
        'content/site.yaml:2:6: error: "url" must be an http or https address [wrong-url]\n'
        f"    2 | url: {url}\n"
        f"      |      {'^' * len(url)}\n"
        '   hint: write the whole address, such as "https://example.org/briefings"'
    ]


def test_an_unknown_key_is_a_warning_with_the_nearest_known() -> None:
    config, complaints = load("titel: T\n")
    assert config == Config()
    assert complaints == [
        'content/site.yaml:1:1: warning: "titel" is not a key that is known here [unknown-key]\n'
        "    1 | titel: T\n"
        "      | ^^^^^\n"
        '   hint: did you mean "title"?'
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sections: {chalenges: a}\n", '"chalenges" is no kind of section'),
        ("fiscal_year_start: 13\n", '"fiscal_year_start" must be the number of a month'),
        ("fiscal_year_start: April\n", '"fiscal_year_start" must be a whole number, not "April"'),
        ("topics: [ssb]\n", '"topics[0]" must be a mapping, not "ssb"'),
        ("navigation: [{label: A}]\n", '"navigation[0]" has no address'),
        ("- a\n", "this must be a mapping, not a list"),
        ("title: A\ntitle: B\n", '"title" stands here and in line 1'),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    _, complaints = load(text)
    assert len(complaints) == 1
    assert f"error: {message}" in complaints[0]
