"""Word of every save: bursts, editors' ways of saving, and file systems that tell nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ssbrief.watch import Glance, glance, saves


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "content/pages").mkdir(parents=True)
    (tmp_path / "content/pages/about.md").write_text("# About\n")
    return tmp_path


class Heard:
    """The steps of `saves`, in a thread: what the file held at each."""

    def __init__(self, site: Path, poll: bool) -> None:
        self.file = site / "content/pages/about.md"
        self.stop, self.ready = threading.Event(), threading.Event()
        self.steps: list[str] = []
        self.thread = threading.Thread(target=self.listen, args=(site, glance(site), poll))
        self.thread.start()
        assert self.ready.wait(5)

    def listen(self, site: Path, seen: Glance, poll: bool) -> None:
        for is_new in saves(site, self.stop, seen, poll=poll):
            if is_new:
                self.steps.append(self.file.read_text() if self.file.exists() else "nothing")
            self.ready.set()

    def after(self, change: Callable[[], object], wait: float = 3.0) -> list[str]:
        """The steps that follow a change; waits for the first one, and for what comes with it."""
        before = len(self.steps)
        change()
        end = time.monotonic() + wait
        while len(self.steps) == before and time.monotonic() < end:
            time.sleep(0.005)
        time.sleep(0.12)
        return self.steps[before:]


@contextmanager
def watched(site: Path, poll: bool = False) -> Iterator[Heard]:
    heard = Heard(site, poll)
    try:
        yield heard
    finally:
        heard.stop.set()
        heard.thread.join(5)
        assert not heard.thread.is_alive()


def renamed_over(file: Path) -> None:
    """As most editors save: a new file takes the place of the old one."""
    new = file.with_name(".about.md.tmp-123~")
    new.write_text("# Anew\n")
    new.rename(file)


def emptied_and_written(file: Path) -> None:
    with file.open("w") as opened:
        opened.flush()
        time.sleep(0.02)
        opened.write("# Anew\n")


def moved_away_and_written(file: Path) -> None:
    """As vim saves where a backup is wanted."""
    file.with_name("4913").touch()
    file.with_name("4913").unlink()
    file.rename(file.with_name("about.md~"))
    time.sleep(0.02)
    file.write_text("# Anew\n")
    file.with_name("about.md~").unlink()


@pytest.mark.parametrize(
    "save", [renamed_over, emptied_and_written, moved_away_and_written], ids=lambda f: f.__name__
)
def test_a_save_is_told_when_it_is_whole(site: Path, save: Callable[[Path], None]) -> None:
    with watched(site) as heard:
        assert set(heard.after(lambda: save(heard.file))) == {"# Anew\n"}


def test_a_burst_is_one_step(site: Path) -> None:
    def burst() -> None:
        for number in range(50):
            (site / f"content/pages/{number}.md").write_text("# One of many\n")

    with watched(site) as heard:
        assert 1 <= len(heard.after(burst)) <= 3  # one, if the machine does not stop in between


LEFT_BEHIND = (
    *("4913", ".about.md.swp", "about.md~", ".#about.md", "#about.md#", "about.md.tmp"),
    *("about.md___jb_tmp___", "about.md___jb_old___", ".DS_Store", ".git/index"),
    *(".about.md.kate-swp", ".goutputstream-AB12"),
)


@pytest.mark.parametrize("poll", [False, True])
def test_what_editors_leave_is_no_save(site: Path, poll: bool) -> None:
    def leave() -> None:
        for name in LEFT_BEHIND:
            (site / "content/pages" / name).touch()

    (site / "content/pages/.git").mkdir()
    with watched(site, poll) as heard:
        assert heard.after(leave, wait=0.4) == []


@pytest.mark.parametrize("poll", [False, True])
def test_two_saves_within_a_second_are_two(site: Path, poll: bool) -> None:
    file = site / "content/pages/about.md"
    with watched(site, poll) as heard:
        time.sleep(1.01 - time.time() % 1)
        assert heard.after(lambda: file.write_text("# One\n")) == ["# One\n"]
        assert heard.after(lambda: file.write_text("# Two\n")) == ["# Two\n"]


@pytest.mark.parametrize("poll", [False, True])
def test_folders_may_come_and_go(site: Path, poll: bool) -> None:
    def remade() -> None:
        (site / "content").rename(site / "old")
        (site / "content").mkdir()

    def by_a_new_folder() -> None:
        (site / "templates").mkdir()
        (site / "templates/page.html").write_text("x")

    with watched(site, poll) as heard:
        assert heard.after(by_a_new_folder)
        assert heard.after(lambda: (site / "templates/page.html").write_text("yy"))
        assert heard.after(remade)
        assert heard.after(lambda: (site / "content/site.yaml").write_text("title: T\n"))


def test_a_site_may_be_empty_at_first(tmp_path: Path) -> None:
    def begin() -> None:
        (tmp_path / "content").mkdir()
        (tmp_path / "content/site.yaml").write_text("title: T\n")

    with watched(tmp_path) as heard:
        assert heard.after(begin)


def test_what_was_saved_before_watching_began_is_told(site: Path) -> None:
    seen, stop = glance(site), threading.Event()
    assert next(saves(site, stop, seen)) is False
    (site / "content/pages/about.md").write_text("# Saved meanwhile\n")
    assert next(saves(site, stop, seen)) is True


def test_a_file_behind_a_link_is_seen_too(site: Path) -> None:
    """No event tells of it."""
    (site / "notes.md").write_text("# Notes\n")
    (site / "content/pages/notes.md").symlink_to(site / "notes.md")
    with watched(site) as heard:
        assert heard.after(lambda: (site / "notes.md").write_text("# Other notes\n"))


def test_links_that_lead_in_circles_end(site: Path) -> None:
    (site / "content/pages/circle").symlink_to(site / "content")
    (site / "content/pages/itself").symlink_to(site / "content/pages/itself")
    assert {Path(path).name for path, *_ in glance(site)} == {"about.md"}
    with watched(site) as heard:
        assert heard.after(lambda: (site / "content/pages/about.md").write_text("# Anew\n"))
