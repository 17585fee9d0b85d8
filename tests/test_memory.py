"""What was understood before is not understood again, and never differs from a fresh reading."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from ssbrief import load as loading
from ssbrief.build import Prepared, prepare
from ssbrief.memory import Memory
from ssbrief.store import Settings

SETTINGS = Settings(date(2025, 7, 1))
SAMPLE = Path(__file__).parents[1]

NOTE = """# Example status, {month} 2025

## Key Players

- **{company}:** Plans mass production by 2028.
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for month, company in (("May", "Example Motors"), ("June", "Sample Cells")):
        write(tmp_path, month.lower(), NOTE.format(month=month, company=company))
    return tmp_path


def write(site: Path, name: str, text: str) -> None:
    path = site / "content" / "briefings" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were parsed, as it happens."""
    seen, parse = [], loading.parse

    def noted(path: str, *rest: object, **options: object) -> object:
        seen.append(path.rsplit("/", 1)[-1])
        return parse(path, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "parse", noted)
    return seen


def shown(prepared: Prepared) -> dict[str, object]:
    assert prepared.plan
    return dict(prepared.plan.pages)


def test_a_save_parses_one_file(site: Path, parsed: list[str]) -> None:
    memory = Memory()
    prepare(site, SETTINGS, memory)
    assert parsed == ["june.md", "may.md"]
    prepare(site, SETTINGS, memory)
    write(site, "may", NOTE.format(month="May", company="Other Motors"))
    prepare(site, SETTINGS, memory)
    assert parsed == ["june.md", "may.md", "may.md"]


def test_what_is_remembered_is_what_a_fresh_reading_gives(site: Path) -> None:
    memory = Memory()
    prepare(site, SETTINGS, memory)
    write(site, "may", NOTE.format(month="May", company="Other Motors"))
    again, fresh = prepare(site, SETTINGS, memory), prepare(site, SETTINGS)
    assert shown(again) == shown(fresh)
    assert again.diagnostics == fresh.diagnostics


def test_a_name_that_is_declared_is_found_in_files_that_did_not_change(site: Path) -> None:
    memory = Memory()
    prepare(site, SETTINGS, memory)
    write(site, "may", NOTE.format(month="May", company="Zeta") + "\nPlans of Sample are new.\n")
    write(site, "april", "---\ncompanies: [{name: Sample, aliases: [Sample Cells]}]\n---\n# A\n")
    again, fresh = prepare(site, SETTINGS, memory), prepare(site, SETTINGS)
    assert shown(again) == shown(fresh)
    assert "/companies/sample/" in shown(again)


@pytest.mark.parametrize(
    "config",
    [
        "language: de",
        "sections: [{kind: challenges, words: [Key Players]}]",
        "events: [{kind: pilot-line, words: [mass production]}]",
        "allow_html: true",
        "fiscal_year_start: 4",
        "companies: [{name: Sample, aliases: [Sample Cells]}]",
    ],
)
def test_settings_change_what_files_are_understood_as(site: Path, config: str) -> None:
    memory = Memory()
    write(site, "may", NOTE.format(month="May", company="A <b>firm</b>") + "\nFY2027.\n")
    before = prepare(site, SETTINGS, memory)
    (site / "content" / "site.yaml").write_text(f"title: T\n{config}\n")
    again, fresh = prepare(site, SETTINGS, memory), prepare(site, SETTINGS)
    assert shown(again) == shown(fresh) != shown(before)
    assert again.diagnostics == fresh.diagnostics


def test_everything_of_the_sample_survives_storing(parsed: list[str]) -> None:
    memory = Memory()
    fresh = prepare(SAMPLE, SETTINGS, memory)
    stored = Memory({key: memory.encoded(key) for key in memory.asked()})
    parsed.clear()
    again = prepare(SAMPLE, SETTINGS, stored)
    assert parsed == []
    assert shown(again) == shown(fresh)
    assert again.diagnostics == fresh.diagnostics


def test_what_cannot_be_decoded_is_made_anew(site: Path) -> None:
    memory = Memory()
    fresh = prepare(site, SETTINGS, memory)
    broken = Memory({key: msgspec.msgpack.encode("nonsense") for key in memory.asked()})
    assert shown(prepare(site, SETTINGS, broken)) == shown(fresh)


def test_what_is_not_asked_for_is_forgotten(site: Path) -> None:
    memory = Memory()
    prepare(site, SETTINGS, memory)
    every = set(memory.asked())
    (site / "content/briefings/may.md").unlink()
    prepare(site, SETTINGS, memory)
    assert len(set(memory.asked())) < len(every)
