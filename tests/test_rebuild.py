"""Whatever is done to a site and its output, in whatever order: the next build is a fresh one's.

After each step the output equals, byte for byte, that of a build which knows of no other; a file
that stays the same is never written again; nothing foreign is touched.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

from click.testing import CliRunner, Result
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from ssbrief import store, theme
from ssbrief.cli import main
from ssbrief.output import MANIFEST

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"

NAMES = st.sampled_from(["a", "b", "solid/c", "solid/d"])
FIRMS = st.sampled_from(["Toyota", "Example Motors", "Cells of Sample", "Zeta"])
YEARS = st.integers(2024, 2031)

BRIEFING = """{matter}# Status of {name}, May {said}

## Key Players

- **{firm}:** Plans mass production by {due}. See [the other]({other}.md).
- **Nissan:** Plans with {firm} a pilot line in {due}.

## Technical Challenges

- **Cost:** {words}

## Sources

- [A report](https://example.org/{due}), Example Press, {said}
"""


class Site(RuleBasedStateMachine):
    """A site that is edited, and its output, which is built after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="rebuild-"))
        self.site, self.output = self.folder / "site", self.folder / "site" / "build"
        self.today, self.version, self.options = date(2025, 7, 1), "1", frozenset[str]()
        self.write("content/pages/about.md", "# About\n\nWho writes this.\n")
        (self.folder / "foreign.txt").write_text("mine")
        self.built: dict[str, bytes] = {}
        self.briefing("a", "Toyota", 2028, 2023, "High.", "", False)

    def teardown(self) -> None:
        assert (self.folder / "foreign.txt").read_text() == "mine"
        shutil.rmtree(self.folder)

    # What an author does

    @rule(
        name=NAMES,
        firm=FIRMS,
        due=YEARS,
        said=st.integers(2021, 2025),
        words=st.sampled_from(["High.", "Falling since [[Toyota]] came.", "Unknown"]),
        other=st.sampled_from(["", "a", "b"]),
        draft=st.booleans(),
    )
    def briefing(
        self, name: str, firm: str, due: int, said: int, words: str, other: str, draft: bool
    ) -> None:
        matter = "---\ndraft: true\n---\n" if draft else ""
        other = f"/briefings/{other}" if other else "/pages/about"
        text = BRIEFING.format(
            matter=matter, name=name, firm=firm, due=due, said=said, words=words, other=other
        )
        self.write(f"content/briefings/{name}.md", text)
        self.build()

    @rule(old=NAMES, new=NAMES)
    def rename(self, old: str, new: str) -> None:
        source, target = (self.site / f"content/briefings/{name}.md" for name in (old, new))
        if source.exists() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.rename(target)
            self.build()

    @rule(
        path=st.sampled_from(
            [
                *(f"content/briefings/{name}.md" for name in ("a", "b", "solid/c")),
                *("content/companies/toyota.md", "content/site.yaml", "templates/company.html"),
                *("templates/parts/masthead.html", "static/style.css", "static/root/CNAME"),
                *("static/root/robots.txt", "content/briefings/cell.svg", "content/pages/cell.md"),
            ]
        )
    )
    def delete(self, path: str) -> None:
        (self.site / path).unlink(missing_ok=True)
        self.build()

    @rule(firm=FIRMS, alias=FIRMS, words=st.sampled_from(["", "A maker of cars.\n"]))
    def profile(self, firm: str, alias: str, words: str) -> None:
        aliases = "" if alias == firm else f"aliases: [{alias}]\n"
        text = f"---\nname: {firm}\n{aliases}---\n{words}"
        self.write("content/companies/toyota.md", text)
        self.build()

    @rule(
        title=st.sampled_from(["One", "Two"]),
        url=st.sampled_from(["", "https://example.org/base"]),
        more=st.sampled_from(["", "language: de\n", "companies: [{name: Nissan, remove: true}]\n"]),
    )
    def configure(self, title: str, url: str, more: str) -> None:
        self.write("content/site.yaml", f"title: {title}\nurl: '{url}'\n{more}")
        self.build()

    @rule(name=st.sampled_from(["company.html", "parts/masthead.html"]), mark=st.booleans())
    def template(self, name: str, mark: bool) -> None:
        text = (theme.templates() / name).read_text()
        self.write(f"templates/{name}", text + "<!-- ours -->" * mark)
        self.build()

    @rule(
        path=st.sampled_from(
            [
                *("static/style.css", "static/root/CNAME", "static/root/robots.txt"),
                *("content/briefings/cell.svg", "static/picture.svg"),
            ]
        ),
        words=st.sampled_from(["one", "two"]),
    )
    def file(self, path: str, words: str) -> None:
        self.write(path, words)
        self.write("content/pages/cell.md", "# Cell\n\n![A cell](../briefings/cell.svg)\n")
        self.build()

    @rule()
    def mistake(self) -> None:
        """While there is an error, nothing changes."""
        self.write("content/briefings/broken.md", "---\ntitle: 'open\n---\n# T\n")
        before = self.stands()
        assert self.run(self.site).exit_code == 1
        assert self.stands() == before
        (self.site / "content/briefings/broken.md").unlink()

    # What befalls a build

    @precondition(lambda self: self.built)
    @rule(place=st.integers(0, 200), how=st.sampled_from(["delete", "empty", "link"]))
    def hand(self, place: int, how: str) -> None:
        """Someone touches a file of the output."""
        file = self.placed(place)
        data = file.read_bytes()
        file.unlink()
        if how == "empty":
            file.write_bytes(b"")
        elif how == "link":
            (self.folder / "elsewhere").write_bytes(data + b"?")
            file.symlink_to(self.folder / "elsewhere")
        self.build()

    @precondition(lambda self: self.built)
    @rule(place=st.integers(0, 200))
    def forge(self, place: int) -> None:
        """Someone changes a file of the output and leaves no trace in its size and date."""
        file = self.placed(place)
        found = file.stat()
        file.write_bytes(file.read_bytes()[:-1] + b"?")
        os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
        self.build()

    def placed(self, place: int) -> Path:
        files = sorted(self.built)
        return self.output / files[place % len(files)]

    @rule(option=st.sampled_from(["--drafts", "--offline"]))
    def another_option(self, option: str) -> None:
        self.options ^= {option}
        self.build()

    @rule(days=st.sampled_from([1, 200, 1500]))
    def later(self, days: int) -> None:
        self.today += timedelta(days)
        self.build()

    @rule()
    def upgrade(self) -> None:
        self.version += "1"
        self.build()

    @rule(moves=st.integers(0, 5))
    def interrupt(self, moves: int) -> None:
        """Ctrl-C amid the renames, after an edit."""
        self.write("content/pages/about.md", f"# About\n\nWho wrote this, {self.today}, {moves}.\n")
        replace, left = Path.replace, iter(range(moves))

        def dies(source: Path, target: Path) -> Path:
            if ".ssbrief" in str(source) and next(left, None) is None:
                raise KeyboardInterrupt
            return replace(source, target)

        with mock.patch.object(Path, "replace", dies):
            self.run(self.site)
        self.built = {}
        self.build()

    @rule(all_of_it=st.booleans())
    def lose(self, all_of_it: bool) -> None:
        shutil.rmtree(self.site / store.FOLDER, ignore_errors=True)
        if all_of_it:
            shutil.rmtree(self.output, ignore_errors=True)
            self.built = {}
        self.build()

    # What must be true

    def build(self) -> None:
        before = self.stands()
        result, fresh = self.run(self.site), self.fresh()
        assert not result.exception or isinstance(result.exception, SystemExit), result.exception
        if fresh is None:
            assert result.exit_code == 1, result.output
            assert self.stands() == before
            return
        assert result.exit_code == 0, result.output
        found = self.stands()
        assert {path: data for path, (data, _) in found.items()} == fresh
        for path in found.keys() & before.keys():
            if found[path][0] == before[path][0]:
                assert found[path][1] == before[path][1], f"{path} was written again"
        self.built = fresh
        again = self.run(self.site)
        assert again.stdout.startswith("Nothing has changed since the last build: "), again.output
        assert self.stands() == found

    def run(self, site: Path) -> Result:
        arguments = ["build", "--site", str(site), "--today", self.today.isoformat(), "--why"]
        with mock.patch.object(store, "__version__", self.version):
            return CliRunner().invoke(main, [*arguments, *sorted(self.options)])

    def fresh(self) -> dict[str, bytes] | None:
        """What a build writes that knows of no other; None where there is an error."""
        folder = self.folder / "fresh"
        shutil.rmtree(folder, ignore_errors=True)
        for name in ("content", "templates", "static"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copytree(self.site / name, folder / name)
        if self.run(folder).exit_code:
            return None
        return {path: data for path, (data, _) in stands(folder / "build").items()}

    def stands(self) -> dict[str, tuple[bytes, tuple[int, int]]]:
        return stands(self.output)

    def write(self, path: str, text: str) -> None:
        file = self.site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def stands(folder: Path) -> dict[str, tuple[bytes, tuple[int, int]]]:
    """Every file with its bytes, its number and when it was written."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), (stat.st_ino, stat.st_mtime_ns))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST and (stat := path.stat())
    }


TestAnyOrder = Site.TestCase
TestAnyOrder.settings = settings(
    max_examples=30 if SOAK else 3, stateful_step_count=40 if SOAK else 8, deadline=None
)


def test_each_step_is_followed() -> None:
    """What is drawn may leave one out, or do it where it changes nothing."""
    site = Site()
    site.template("company.html", mark=True)
    site.template("parts/masthead.html", mark=True)
    site.delete("templates/company.html")
    site.file("static/style.css", "one")
    site.profile("Toyota", "Zeta", "A maker of cars.\n")
    site.rename("a", "solid/c")
    site.configure("Two", "https://example.org/base", "language: de\n")
    site.hand(3, "empty")
    site.later(1500)
    site.another_option("--offline")
    site.upgrade()
    site.teardown()
