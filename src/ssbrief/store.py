"""What the last build knew of its own work: the manifest of the files that it wrote.

In and out: an output folder and a list of paths in it. The manifest is a plain list, one path a
line, without a version, so that a newer tool never takes files of an older one for someone else's.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePosixPath

MANIFEST = ".ssbrief-manifest"


def read_manifest(output: Path) -> tuple[str, ...] | None:
    """The files in an output folder that we wrote; None where no build of ours ended."""
    try:
        text = (output / MANIFEST).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    return tuple(line for line in text.split("\n") if is_inside(line))


def write_manifest(output: Path, paths: Collection[str]) -> None:
    """Replace the list in one step, where it differs."""
    if read_manifest(output) == tuple(sorted(set(paths))):
        return
    text = "".join(f"{path}\n" for path in sorted(set(paths)))
    staged = output / f"{MANIFEST}.new"
    staged.write_text(text, encoding="utf-8", newline="\n")
    staged.replace(output / MANIFEST)


def is_inside(path: str) -> bool:
    """Whether a path, taken from an output folder, names a file in it.

    >>> is_inside("a/index.html"), is_inside("../a"), is_inside("/etc/x"), is_inside("")
    (True, False, False, False)
    """
    parts = PurePosixPath(path).parts
    return bool(parts) and ".." not in parts and not path.startswith("/") and "\\" not in path
