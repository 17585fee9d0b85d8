"""What a site is shown with: the theme's templates and static files, and the masthead.

In: a site, its settings and its own `templates/` and `static/`, which stand in for the theme's file
by file. Out: `Masthead`, the assets to publish and the text of a template. The theme lies in the
package when it is installed and at the root of the repository in a checkout; it is read like any
other data of the package.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from . import __version__, look, urls
from .config import Config
from .diagnostics import Diagnostic, find_in, nearest
from .model import Asset, Site
from .pages import Link
from .pages.licences import licence
from .read import BinaryFile, Inputs
from .strings import Strings, direction, strings, with_country

#: What a page may load: its own style sheet, script, pictures and fonts, and nothing inline. It
#: stands in each page, and in `_headers` for hosts that read that file.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'"
)

#: What the search page may do besides: run the program that reads the index.
SEARCH_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")

#: The static files that only a search needs.
_OF_SEARCH = ("keys.js", "search.js")

#: The name of the style sheet that the settings make.
LOOK = "site.yaml.css"

#: The folder of static files that a published site has no use for: those of the preview.
_PREVIEW = "serve"

#: The entries of the masthead: the key of their words, and where they lead.
NAVIGATION = (
    ("briefings", urls.briefings()),
    ("companies", urls.companies()),
    ("timeline", urls.timeline()),
    ("topics", urls.topics()),
    ("challenges", urls.challenges()),
    ("sources", urls.sources()),
    ("changes", urls.changes()),
)


class NavigationLink(Struct, frozen=True):
    """An entry of the masthead; `key` is what a page names in `nav` to be shown as current."""

    key: str
    text: str
    href: str


class Masthead(Struct, frozen=True):
    """What every page shows besides its own matter.

    `words` is the catalogue of the interface, `assets` the address of each static file by its name,
    `sheets` those of the style sheets, where later ones win, `look` the one that `site.yaml` makes.
    `locale` is the language as Open Graph has it, `logo` the address of the site's own sign, ""
    where it has none, `icon` of what stands in the tab, `base` the path of `url:` ("" at the root
    of a host). `search` is what the site is searched by: "index", "list" or, where it has no
    search, "".
    """

    title: str
    url: str
    base: str
    language: str
    locale: str
    direction: str
    navigation: tuple[NavigationLink, ...]
    more: tuple[NavigationLink, ...]
    words: tuple[tuple[str, str], ...]
    assets: tuple[tuple[str, str], ...]
    sheets: tuple[str, ...]
    look: str
    logo: str
    icon: str
    license: Link | None
    feed: Link | None
    generator: str
    policy: str
    search: str


def masthead(
    site: Site, config: Config, inputs: Inputs, search: Literal["index", "list"] = "index"
) -> Masthead:
    say = strings(site.language)
    own = {file.path.removeprefix("static/") for file in inputs.static}
    sheet = look.style_sheet(config.colors, config.fonts)
    unused = () if site.search else _OF_SEARCH
    assets = _named_assets(inputs.static)
    named = {name: asset.url for name, asset in assets if name not in unused}
    if sheet:
        named[LOOK] = urls.asset(LOOK, hashlib.blake2b(sheet.encode()).hexdigest())
    logo = named.get(_in_static(config.logo)) or (named["icon.svg"] if "icon.svg" in own else "")
    return Masthead(
        title=site.title,
        url=site.url.rstrip("/"),
        base=urlsplit(site.url).path.rstrip("/"),
        language=say.language,
        locale=with_country(say.language),
        direction=direction(say.language),
        navigation=_navigation(config, say),
        more=_more(site, say),
        words=say.pairs(),
        assets=tuple(sorted(named.items())),
        sheets=tuple(named[name] for name in ("style.css", LOOK, "site.css") if name in named),
        look=sheet,
        logo=logo,
        icon=named["icon.svg"] if "icon.svg" in own else logo or named["icon.svg"],
        license=licence(site.license) if site.license else None,
        feed=Link(say("feed-all"), urls.FEED) if site.url else None,
        generator=f"ssbrief {__version__}",
        policy=POLICY,
        search=search if site.search else "",
    )


def missing_files(config: Config, inputs: Inputs) -> Iterator[Diagnostic]:
    """What the settings name and `static/` lacks."""
    there = [name for name, _ in _named_assets(inputs.static)]
    named = [*look.files(config.fonts), *([config.logo] if config.logo else [])]
    for name in named:
        if inputs.config and _in_static(name) not in there:
            span, excerpt = find_in(inputs.config.path, inputs.config.text, name)
            message = f"there is no file static/{_in_static(name)}"
            near = nearest(_in_static(name), there)
            hint = f'did you mean "{near}"?' if near else "put it there, beside content/"
            yield Diagnostic("missing-file", message, span, "error", hint, excerpt)


def assets(inputs: Inputs, masthead: Masthead) -> tuple[Asset, ...]:
    """The static files to publish."""
    named = dict(masthead.assets)
    return tuple(asset for name, asset in _named_assets(inputs.static) if name in named)


def headers(masthead: Masthead) -> str:
    """`_headers`, which Netlify, Cloudflare and others read: a policy for every page, and that
    files whose name tells their content may be kept for ever. Where two policies hold, what both
    allow is allowed: here stands the one of the search page, and in each page its own."""
    policy = SEARCH_POLICY if masthead.search == "index" else POLICY
    every = (
        f"Content-Security-Policy: {policy}; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: strict-origin-when-cross-origin",
    )
    kept = ("Cache-Control: public, max-age=31536000, immutable",)
    named = (address for name, address in masthead.assets if address != urls.asset(name))
    rules = [("/*", every), *((url, kept) for url in named)]
    rules += ((path, (f"Content-Type: {kind}; charset=utf-8",)) for path, kind in _MEDIA_TYPES)
    return "\n\n".join("\n  ".join((path, *lines)) for path, lines in rules) + "\n"


#: What hosts do not know by the end of a name.
_MEDIA_TYPES = (
    *(
        (f"{home}feed.{suffix}", kind)
        for home in ("/", "/changes/", "/topics/:slug/", "/companies/:slug/")
        for suffix, kind in (("xml", "application/atom+xml"), ("json", "application/feed+json"))
    ),
    *(
        (f"/briefings/:slug/{name}.{suffix}", kind)
        for name in ("cite", "sources")
        for suffix, kind in (
            ("bib", "application/x-bibtex"),
            ("ris", "application/x-research-info-systems"),
            ("json", "application/vnd.citationstyles.csl+json"),
        )
    ),
    ("/briefings/:slug/index.md", "text/markdown"),
)


def redirects(masthead: Masthead, site: Site) -> str:
    """`_redirects`, which the same hosts read: each old address and where it leads now."""
    pairs = ((urls.former(r.former), urls.address(r.reference)) for r in site.redirects)
    return "".join(f"{masthead.base}{old} {masthead.base}{new} 301\n" for old, new in pairs)


def templates() -> Path:
    """The folder of the theme's templates."""
    return _folder("templates")


def static() -> Path:
    """The folder of the theme's static files."""
    return _folder("static")


def preview_file(name: str) -> bytes:
    """One of the files that only the preview shows."""
    return (static() / _PREVIEW / name).read_bytes()


def _navigation(config: Config, say: Strings) -> tuple[NavigationLink, ...]:
    """All lists of the site, then what `site.yaml` adds."""
    lists = [NavigationLink(key, say(f"nav-{key}"), href) for key, href in NAVIGATION]
    own = [
        NavigationLink(item.address.strip("/"), item.label, _internal(item.address))
        for item in config.navigation
    ]
    return (*lists, *own)


def _internal(address: str) -> str:
    if urls.is_external(address) or address.startswith("/"):
        return address
    return f"/{address}"


def _more(site: Site, say: Strings) -> tuple[NavigationLink, ...]:
    """The foot of every page leads everywhere."""
    lists = [NavigationLink(key, say(f"nav-{key}"), href) for key, href in NAVIGATION]
    if site.tags:
        lists.append(NavigationLink("tags", say("nav-tags"), urls.tags()))
    if site.search:
        lists.append(NavigationLink("search", say("search"), urls.SEARCH))
    return (*lists, *(NavigationLink(p.slug, p.title, urls.page(p.slug)) for p in site.pages))


def _in_static(name: str) -> str:
    """Of a file in `static/`, the name of which may begin with that of the folder."""
    return name.removeprefix("/").removeprefix("static/")


def _named_assets(own: Iterable[BinaryFile]) -> list[tuple[str, Asset]]:
    """By name; a site's own file stands in for the theme's of the same name."""
    files = {name: (str(path), _digest(path)) for name, path in _theme_files()}
    for file in own:
        name = file.path.removeprefix("static/")
        if not name.startswith("root/"):
            files[name] = (file.source, file.digest)
    return [
        (name, Asset(_address(name, digest), source, digest))
        for name, (source, digest) in sorted(files.items())
    ]


def _address(name: str, digest: str) -> str:
    """The theme's own files change their name with their bytes; what a site adds in folders, or a
    style sheet names (fonts, pictures), cannot."""
    changes = name.endswith((".css", ".js")) or name in ("icon.svg", "touch-icon.png")
    return urls.asset(name, digest if changes else "")


def _theme_files() -> list[tuple[str, Path]]:
    folder = static()
    found = (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    return sorted(
        (path.relative_to(folder).as_posix(), path)
        for path in found
        if path.relative_to(folder).parts[0] not in ("root", _PREVIEW)
    )


def _digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()


@cache
def _folder(name: str) -> Path:
    """In the installed package, else at the root of the repository."""
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parents[1] / name
