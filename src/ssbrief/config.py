"""site.yaml → Config.

In: the text of `content/site.yaml` (or nothing: every key has a default). Out: `Config` and
diagnostics. Knows no briefing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol, get_args
from urllib.parse import urlsplit

from msgspec import Struct, structs

from .diagnostics import Diagnostic, Severity, Span, at, nearest
from .front_matter import CompanyEntry
from .look import MODES, READABLE, Colors, Fonts, colour, faint, is_family, is_font
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
    no search. `logo` and the files of `fonts` stand in `static/`.
    `old_after` are the months from which a statement counts as old; `most_companies` is how many
    that no one declares may come from one text.
    """

    title: str = "Briefings"
    url: str = ""
    language: str = "en"
    description: str = ""
    repo_url: str = ""
    license: str = ""
    navigation: tuple[NavigationItem, ...] = ()
    colors: Colors = Colors()
    fonts: Fonts = Fonts()
    logo: str = ""
    companies: Listed[CompanyEntry] = ()
    topics: tuple[TopicEntry, ...] = ()
    sections: tuple[WordsEntry, ...] = ()
    events: tuple[WordsEntry, ...] = ()
    fiscal_year_start: int = 4
    embargo: bool = False
    allow_html: bool = False
    search: bool = True
    old_after: int = 18
    most_companies: int = 1000


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
    document = parse_yaml(path, text, Config, most=None)
    config = document.record
    wrong = tuple(_wrong_values(document, path, text))
    if any(d.code == "wrong-url" and '"url"' in d.message for d in wrong):
        config = structs.replace(config, url="")
    config = structs.replace(config, url=config.url.rstrip("/"))
    return config, (*document.diagnostics, *report_unknown(document.unknown), *wrong)


class _Wrong(Struct, frozen=True):
    """A value that does not do: where it stands, and what to say of it."""

    code: str
    field: str
    message: str
    hint: str
    severity: Severity = "error"


def _wrong_values(document: Document[Config], path: str, text: str) -> Iterator[Diagnostic]:
    config = document.record
    wrongs = (*_wrong_settings(config), *_wrong_colors(config.colors), *_wrong_fonts(config))
    for wrong in wrongs:
        span = document.where(wrong.field) or Span(path)
        excerpt = at(path, text, span.line)[1]
        yield Diagnostic(wrong.code, wrong.message, span, wrong.severity, wrong.hint, excerpt)


def _wrong_settings(config: Config) -> Iterator[_Wrong]:
    for field in ("url", "repo_url"):
        value = getattr(config, field)
        if value and not _is_web_address(value):
            hint = 'write the whole address, such as "https://example.org/briefings"'
            yield _Wrong("wrong-url", field, f'"{field}" must be an http or https address', hint)
    if not 1 <= config.fiscal_year_start <= 12:
        message = '"fiscal_year_start" must be the number of a month'
        yield _Wrong("wrong-type", "fiscal_year_start", message, "4 is April")
    if config.old_after < 1:
        message = '"old_after" must be a number of months'
        yield _Wrong("wrong-type", "old_after", message, "18 is a year and a half")
    if config.most_companies < 0:
        message = '"most_companies" must be a number of companies'
        yield _Wrong("wrong-type", "most_companies", message, "1000 if unsaid")
    kinds = get_args(SectionKind)
    for index, entry in enumerate(config.sections):
        if entry.kind not in kinds:
            near = nearest(entry.kind, kinds)
            hint = f'did you mean "{near}"?' if near else "one of " + ", ".join(kinds)
            field = f"sections[{index}].kind"
            yield _Wrong("unknown-section", field, f'"{entry.kind}" is no kind of section', hint)


def _wrong_colors(colors: Colors) -> Iterator[_Wrong]:
    """What is no colour; and where all are, what cannot be read."""
    found = False
    for name in Colors.__struct_fields__:
        for mode in MODES:
            value = getattr(getattr(colors, name), mode)
            if value and colour(value) is None:
                found = True
                message = f'"{value}" is no colour that the theme can use'
                hint = 'write it as "#0b6b3a", "rgb(11 107 58)" or a name of CSS, such as teal'
                yield _Wrong("wrong-color", f"colors.{name}.{mode}", message, hint)
    for each in () if found else faint(colors):
        name, _, shown_in = each.key.partition(".")
        message = (
            f"this {name} can hardly be read in {shown_in} mode: "
            f"a contrast of {each.ratio:.2f} to 1 with {each.ground}, where {READABLE} are wanted"
        )
        hint = f"{each.better} is the nearest that can" if name != "page" else "say `text`, too"
        yield _Wrong("low-contrast", f"colors.{each.key}", message, hint, "warning")


def _wrong_fonts(config: Config) -> Iterator[_Wrong]:
    """What is neither the name of a font nor that of a file."""
    for key in Fonts.__struct_fields__:
        for index, name in enumerate(getattr(config.fonts, key)):
            if not (is_font(name) or is_family(name)):
                message = f'"{name}" is neither a font nor a file of one'
                hint = "write the name of a family, or of a .woff2 file in static/"
                yield _Wrong("wrong-font", f"fonts.{key}[{index}]", message, hint)


def _is_web_address(address: str) -> bool:
    if re.search(r"[\s<>\"'`\\]", address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
