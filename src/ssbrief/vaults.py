"""A folder of notes of another tool → briefings, and the files that they lead to.

In: the texts and the names of all files of a Hugo, Jekyll or Zola site, or of an Obsidian vault, by
their paths in it. Out: `MovedFolder`: what belongs where under `content/briefings/`, and what has
no place here, each told once. Reads and writes nothing.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from msgspec import Struct

from .front_matter import BriefingFields, add_front_matter, parse_document
from .moving import moved
from .read import MARKDOWN
from .slugs import slug, unique

#: Folders that hold the notes of a generator's site, or what it publishes as it is.
_HOMES = ("content", "static", "_posts", "_drafts")
#: Pages that say nothing themselves: they head the list of a folder, or the repository.
_HEADS = ("_index", "readme", "license", "changelog")
_DAY = re.compile(r"\d{4}-\d\d-\d\d-")


class MovedFolder(Struct, frozen=True):
    """Briefings as path and text, and files as where they lie and where they belong; the latter
    are relative to the folder that was moved, all others to the site."""

    briefings: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()


def is_note(path: str) -> bool:
    """Whether this may be a note: text, and none of what generators and vaults keep for
    themselves."""
    hidden = any(part.startswith(".") for part in path.split("/"))
    return path.lower().endswith(MARKDOWN) and not hidden


def notes_among(paths: Iterable[str]) -> tuple[str, ...]:
    """The notes: of a generator's site those below the folder that is meant for them."""
    notes = [path for path in paths if is_note(path)]
    posts = [p for p in notes if {"_posts", "_drafts"} & {*p.split("/")[:-1]}]
    content = [p for p in notes if p.startswith("content/")]
    return tuple(sorted(content or posts or notes))


def move(notes: Mapping[str, str], files: Sequence[str], topic: str = "") -> MovedFolder:
    """The notes as briefings of a topic or, unsaid, of the folders that they stand in."""
    taken = {path: text for path, text in notes.items() if not _is_head(path)}
    vault = _Vault(taken, files, topic)
    left = Counter(f"the page {posixpath.basename(path)}" for path in notes if path not in taken)
    briefings = []
    for path, text in taken.items():
        note = moved(text, _From(vault, path))
        left.update(note.left_out)
        briefings.append((vault.places[path], _completed(path, note.text)))
    told = (f"{what} ({count} times)" if count > 1 else what for what, count in left.items())
    return MovedFolder(tuple(briefings), tuple(vault.led_to.items()), tuple(told))


def _completed(path: str, text: str) -> str:
    """With what only the name of the file and its folder say."""
    fields = parse_document(path, text, BriefingFields)
    said: list[tuple[str, str]] = []
    name = _name(path)
    if "title" not in fields.said and not re.search(r"^# ", fields.body, re.MULTILINE):
        plain = _DAY.sub("", name)
        said.append(
            ("title", plain if plain != slug(plain) else plain.replace("-", " ").capitalize())
        )
    if "date" not in fields.said and _DAY.match(name):
        said.append(("date", name[:10]))
    if "_drafts" in path.split("/") and "draft" not in fields.said:
        said.append(("draft", "true"))
    return add_front_matter(text, said) if said else text


def _name(path: str) -> str:
    """What a note is called: its file or, where that is a folder's own page, the folder."""
    *folders, file = path.split("/")
    stem = file.rpartition(".")[0]
    return folders[-1] if stem == "index" and folders else stem


def _is_head(path: str) -> bool:
    *folders, file = path.split("/")
    stem = file.rpartition(".")[0].lower()
    return stem == "_index" or (stem in _HEADS and not folders)


class _Vault:
    """Where everything of the folder belongs; what the notes lead to gathers in `led_to`."""

    def __init__(self, notes: Mapping[str, str], files: Sequence[str], topic: str) -> None:
        self.home = posixpath.join("content/briefings", slug(topic) if topic else "")
        self.files = {*files}
        self.led_to: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.named: dict[str, str] = {}
        self.files_named: dict[str, str] = {}
        self._taken: dict[str, set[str]] = defaultdict(set)
        for path in sorted(files, key=lambda path: (path.count("/"), path), reverse=True):
            self.files_named[posixpath.basename(path).lower()] = path
        for path in notes:
            self.places[path] = self._place(path)
        for path, text in notes.items():
            for name in _called(path, text):
                self.named.setdefault(name, path)

    def _place(self, path: str) -> str:
        folder = self._folders(path if _name(path) == _stem(path) else posixpath.dirname(path))
        return self._free(folder, f"{slug(_name(path))}.md")

    def _free(self, folder: str, name: str) -> str:
        """A path of this name, or the next that is free."""
        stem, dot, end = name.rpartition(".")
        taken = self._taken[f"{folder}.{end}".lower()]
        found = unique(stem, taken)
        taken.add(found)
        return posixpath.join(folder, f"{found}{dot}{end}")

    def _folders(self, path: str) -> str:
        """The folder that a note or file belongs into."""
        parts = [slug(part) for part in path.split("/")[:-1] if part not in _HOMES]
        return posixpath.join(self.home, *parts)

    def note(self, name: str, here: str) -> str:
        """The path of a note by what another calls it, "" for none."""
        target = _target(name)
        for candidate in _candidates(target, here):
            found = self.named.get(f"/{_bare(candidate)}")
            if found:
                return found
        return self.named.get(_bare(posixpath.basename(target.rstrip("/"))).lower(), "")

    def file(self, name: str, here: str) -> str:
        """The path of a file; one in Obsidian is found by its name alone, wherever it lies."""
        target = _target(name)
        for candidate in _candidates(target, here):
            if candidate in self.files:
                return candidate
        is_name = "/" not in target and "." in target
        return self.files_named.get(target.lower(), "") if is_name else ""

    def lead(self, file: str) -> str:
        """Where a file belongs that a note leads to."""
        if file not in self.led_to:
            self.led_to[file] = self._free(self._folders(file), posixpath.basename(file))
        return self.led_to[file]


class _From:
    """The `Ways` from one note."""

    def __init__(self, vault: _Vault, path: str) -> None:
        self.vault, self.path = vault, path
        self.folder = posixpath.dirname(vault.places[path])

    def note(self, name: str) -> str:
        found = self.vault.note(name, self.path)
        return posixpath.relpath(self.vault.places[found], self.folder) if found else ""

    def file(self, name: str) -> str:
        found = self.vault.file(name, self.path)
        return posixpath.relpath(self.vault.lead(found), self.folder) if found else ""


def _stem(path: str) -> str:
    return posixpath.basename(path).rpartition(".")[0]


def _called(path: str, text: str) -> Iterable[str]:
    """All that others may call a note: its path and its address, and last its name alone."""
    bare = _bare(path)
    inside = "/".join(part for part in bare.split("/") if part not in _HOMES)
    yield from (f"/{bare}", f"/{inside}")
    fields = parse_document(path, moved(text).text, BriefingFields).record
    yield from (f"/{_bare(address.strip('/'))}" for address in fields.redirect_from)
    names = (_name(path), _DAY.sub("", _name(path)), fields.slug or "")
    yield from (name.lower() for name in names if name)


def _bare(path: str) -> str:
    """Without what stands for nothing: the end of the name, and the page of a folder."""
    return re.sub(r"(/index)?\.(md|markdown|html)$|/$", "", path)


def _target(name: str) -> str:
    return unquote(re.split(r"[#?]", name.strip())[0])


def _candidates(target: str, here: str) -> Iterable[str]:
    """Where a target may stand: beside the note that names it, in the folder as a whole, or in what
    a generator takes for its root. One that is a page of its own stands a folder deeper there."""
    rooted = target.removeprefix("@").lstrip("/")
    if not target.startswith(("/", "@/")):
        for folder in (posixpath.dirname(here), _bare(here)):
            yield posixpath.normpath(posixpath.join(folder, target))
    for home in ("", "content", "static", "_posts", "_drafts"):
        yield posixpath.normpath(posixpath.join(home, rooted))
