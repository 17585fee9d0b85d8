"""A folder of Markdown briefings becomes a website that a reader can question.

The way of a text through the package: `read` → `parse` → `recognise` → `link` → `plan` → `render` →
`build` or `serve`. `model` holds the nouns; `cli` the verbs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .notebook import LoadedSite, Unreadable, load_site

__version__ = "0.1.0"

__all__ = ["LoadedSite", "Unreadable", "__version__", "load_site"]


def __getattr__(name: str) -> Any:
    """What notebooks use is read only when they ask for it: the command line has no need of it."""
    if name in ("LoadedSite", "Unreadable", "load_site"):
        from . import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
