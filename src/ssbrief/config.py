"""site.yaml → Config.

In: the text of `content/site.yaml` (or nothing: every key has a default). Out: `Config` and
diagnostics. Knows no briefing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, get_args
from urllib.parse import urlsplit

from msgspec import Struct, structs

from .diagnostics import Diagnostic, Span, at, nearest
from .front_matter import CompanyEntry
from .model import SectionKind
from .yaml_records import Document, Listed, parse_yaml, report_unknown


class NavigationItem(Struct, frozen=True):
    """A link in the masthead: `address` is a path of the site ("/about/") or a URL."""

    label: str
    address: str


class TopicEntry(Struct, frozen=True):
    """A topic's slug (its folder under `content/briefings/`) and its name in words."""

    slug: str
    name: str


class WordsEntry(Struct, frozen=True):
    """Words that name a kind of section or event."""

    kind: str
    words: Listed[str]


class Config(Struct, frozen=True):
    """The settings of a site. `url` is the address it is published at, without a closing slash.

    `sections` and `events` add words to the tables that name a section or an event. With `embargo`
    a briefing is not published before the first day of its date. With `allow_html` HTML in a text
    is sanitised and shown, else it is text. Without `search` the site has
    no search.
    `old_after` are the months from which a statement counts as old.
    """

    title: str = "Briefings"
    url: str = ""
    language: str = "en"
    description: str = ""
    repo_url: str = ""
    license: str = ""
    navigation: tuple[NavigationItem, ...] = ()
    companies: Listed[CompanyEntry] = ()
    topics: tuple[TopicEntry, ...] = ()
    sections: tuple[WordsEntry, ...] = ()
    events: tuple[WordsEntry, ...] = ()
    fiscal_year_start: int = 4
    embargo: bool = False
    allow_html: bool = False
    search: bool = True
    old_after: int = 18


class NamedText(Protocol):
    """A text with the path it stands at."""

    @property
    def path(self) -> str: ...

    @property
    def text(self) -> str: ...


def load_config(file: NamedText | None) -> tuple[Config, tuple[Diagnostic, ...]]:
    """The settings that a file holds; what it does not say, or says wrongly, has its default."""
    if file is None:
        return Config(), ()
    path = file.path
    text = file.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    document = parse_yaml(path, text, Config)
    config = document.record
    wrong = tuple(_wrong_values(document, path, text))
    if any(d.code == "wrong-url" and '"url"' in d.message for d in wrong):
        config = structs.replace(config, url="")
    config = structs.replace(config, url=config.url.rstrip("/"))
    return config, (*document.diagnostics, *report_unknown(document.unknown), *wrong)


def _wrong_values(document: Document[Config], path: str, text: str) -> Iterator[Diagnostic]:
    config = document.record

    def wrong(code: str, field: str, message: str, hint: str) -> Diagnostic:
        span = document.where(field) or Span(path)
        excerpt = at(path, text, span.line)[1]
        return Diagnostic(code, message, span, hint=hint, excerpt=excerpt)

    for field in ("url", "repo_url"):
        value = getattr(config, field)
        if value and not _is_web_address(value):
            hint = 'write the whole address, such as "https://example.org/briefings"'
            yield wrong("wrong-url", field, f'"{field}" must be an http or https address', hint)
    if not 1 <= config.fiscal_year_start <= 12:
        message = '"fiscal_year_start" must be the number of a month'
        yield wrong("wrong-type", "fiscal_year_start", message, "4 is April")
    if config.old_after < 1:
        message = '"old_after" must be a number of months'
        yield wrong("wrong-type", "old_after", message, "18 is a year and a half")
    kinds = get_args(SectionKind)
    for index, entry in enumerate(config.sections):
        if entry.kind not in kinds:
            near = nearest(entry.kind, kinds)
            hint = f'did you mean "{near}"?' if near else "one of " + ", ".join(kinds)
            field = f"sections[{index}].kind"
            yield wrong("unknown-section", field, f'"{entry.kind}" is no kind of section', hint)


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
