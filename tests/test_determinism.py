"""The same input makes the same bytes, wherever and however it is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONTENT = Path(__file__).parent / "sites" / "everything" / "content"

TURKISH = {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE", "PYTHONUTF8": "0"}
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

#: Machines elsewhere, each other in all that may be; the files also come there in another order.
ELSEWHERE = {
    "east": {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", **TURKISH},
    "west": {"PYTHONHASHSEED": "815", "TZ": "Pacific/Pago_Pago", **ASCII},
}


#: The command, spreading the work of a site of any size.
SPREADING = "from ssbrief import spread, cli; spread.LEAST = 1; cli.main()"


def built(
    folder: Path, environment: dict[str, str], cwd: Path, *, backwards: bool, jobs: int = 1
) -> dict[str, bytes]:
    """The output of a copy of the site, by path."""
    files = sorted((p for p in CONTENT.rglob("*") if p.is_file()), reverse=backwards)
    for file in files:
        copy = folder / "content" / file.relative_to(CONTENT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    site = os.path.relpath(folder, cwd)
    given = ["build", "--site", site, "--today", "2026-01-01", "--jobs", str(jobs)]
    subprocess.run(
        [sys.executable, "-c", SPREADING, *given],
        check=True,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONHASHSEED": "0", "TZ": "UTC", **environment},
    )
    root = folder / "build"
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".ssbrief")
    }


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("here")
    return built(folder, {}, folder, backwards=False)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_machine_changes_no_byte(name: str, here: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "a folder of another name" / "ü"
    folder.mkdir(parents=True)
    assert built(folder, ELSEWHERE[name], tmp_path, backwards=True) == here


@pytest.mark.parametrize("jobs", [2, 5])
def test_the_number_of_cores_changes_no_byte(
    jobs: int, here: dict[str, bytes], tmp_path: Path
) -> None:
    assert built(tmp_path, {}, tmp_path, backwards=False, jobs=jobs) == here
