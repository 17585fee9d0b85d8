"""Word of every save in a site's folder.

In: the folder. Out: a step for each burst of saves. Knows which files are nobody's text (see
`read.is_left_behind`) and nothing of what the others say.

The file system tells of a save at once. Where it does not (network folders, some containers, a link
to a file elsewhere) a look at the times and sizes of all files finds it a little later; `poll`
looks more often and asks for no events. `watchfiles` could poll too, but tells times apart by whole
seconds: it would miss the second of two quick saves.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Event
from typing import TypeAlias

from watchfiles import watch

from .read import is_left_behind

WATCHED = ("content", "static", "templates")

#: Milliseconds without a further event that end a burst of saves, and how long one may last.
_QUIET, _BURST = 5, 100

#: Milliseconds between two looks at whether the watched folders are still the same.
_PATIENCE = 50

#: Seconds that an editor may take between emptying or removing a file and writing it anew.
_SETTLE = 0.05

#: Seconds between two looks at all files: where events are expected too, and where they are not.
_LOOK, _POLL = 1.0, 0.25

#: How much longer than a look the time between two looks is, so that a large site costs no more.
_SHARE = 50

#: The files of a site: path, time, size and identity.
Glance: TypeAlias = frozenset[tuple[str, int, int, int]]


def saves(site: Path, stop: Event, seen: Glance, *, poll: bool = False) -> Iterator[bool]:
    """Whether something was saved since the site was `seen`, once watching has begun; then True
    after each burst of saves, until `stop`."""
    begun, due, pause = False, 0.0, _POLL if poll else _LOOK
    for told in _by_the_clock(stop) if poll else _by_events(site, stop):
        if told:
            _let_settle(told, stop)
        elif time.monotonic() < due:
            continue
        started = time.monotonic()
        now = glance(site)
        due = started + max(pause, _SHARE * (time.monotonic() - started))
        if told or now != seen or not begun:
            yield bool(told) or now != seen
            begun, seen = True, now


def glance(site: Path) -> Glance:
    """How the files of a site look from outside."""
    return frozenset(found for name in WATCHED for found in _files(str(site / name), frozenset()))


def must_poll(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the machine is said to send no events; the variable is that of `watchfiles`.

    >>> must_poll({"WATCHFILES_FORCE_POLLING": "1"}), must_poll({})
    (True, False)
    >>> must_poll({"WATCHFILES_FORCE_POLLING": "false"})
    False
    """
    said = environment.get("WATCHFILES_FORCE_POLLING", "")
    return bool(said) and said.lower() not in ("false", "disable", "disabled")


def _by_events(site: Path, stop: Event) -> Iterator[frozenset[str]]:
    """The paths that were saved, and none from time to time; polls where the system refuses."""
    anew: frozenset[str] = frozenset()
    while not stop.is_set():
        folders = _folders(site)
        try:
            for saved in _events(folders, site, stop):
                yield saved | anew
                anew = frozenset()
                if _folders(site) != folders:  # what they hold is told when they are watched
                    anew = frozenset([str(site)])
                    break
        except (FileNotFoundError, RuntimeError):  # a folder went between two looks
            stop.wait(_PATIENCE / 1000)
            yield frozenset()
        except OSError:  # as many folders are watched on this machine as may be
            yield from _by_the_clock(stop)


def _events(
    folders: Mapping[str, tuple[int, int]], site: Path, stop: Event
) -> Iterator[frozenset[str]]:
    if not folders:
        stop.wait(_PATIENCE / 1000)
        yield frozenset()
        return
    told = watch(
        *folders,
        watch_filter=lambda _, path: _is_of_interest(path, site),
        debounce=_BURST,
        step=_QUIET,
        stop_event=stop,
        rust_timeout=_PATIENCE,
        yield_on_timeout=True,
        raise_interrupt=False,
        force_polling=False,
        ignore_permission_denied=True,
    )
    with contextlib.closing(told):
        for changes in told:
            yield frozenset(path for _, path in changes)


def _by_the_clock(stop: Event) -> Iterator[frozenset[str]]:
    yield frozenset()
    while not stop.wait(_POLL):
        yield frozenset()


def _folders(site: Path) -> dict[str, tuple[int, int]]:
    """The watched folders that exist, and which ones they are: a new one may bear an old name."""
    found = {}
    for name in WATCHED:
        with contextlib.suppress(OSError):
            status = (site / name).stat()
            if stat.S_ISDIR(status.st_mode):
                found[str(site / name)] = (status.st_dev, status.st_ino)
    return found


def _is_of_interest(path: str, site: Path) -> bool:
    parts = Path(path).relative_to(site).parts if Path(path).is_relative_to(site) else ()
    return not any(is_left_behind(part) for part in parts)


def _let_settle(saved: frozenset[str], stop: Event) -> None:
    """Some editors empty or remove a file before they write it anew."""
    if any(_is_empty(path) for path in saved):
        stop.wait(_SETTLE)


def _is_empty(path: str) -> bool:
    try:
        status = Path(path).stat()
    except OSError:
        return True
    return stat.S_ISREG(status.st_mode) and not status.st_size


def _files(folder: str, inside: frozenset[tuple[int, int]]) -> Iterator[tuple[str, int, int, int]]:
    """The files in a folder and deeper; a link that leads back is not followed again."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if is_left_behind(entry.name):
                    continue
                status = entry.stat()
                here = (status.st_dev, status.st_ino)
                if not stat.S_ISDIR(status.st_mode):
                    yield entry.path, status.st_mtime_ns, status.st_size, status.st_ino
                elif here not in inside:
                    yield from _files(entry.path, inside | {here})
