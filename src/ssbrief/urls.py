"""Addresses: the only module that knows what a URL of the site looks like.

In: slugs and references (see `model`). Out: site-absolute paths such as `/companies/toyota/`, the
same spelled relative to a page, and the file that a path is written to. Knows no record.

A slug may hold letters of any language: it is percent-encoded in an address and written as it
stands in a file name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote

HOME = "/"
NOT_FOUND = "/404.html"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
FEED = "/feed.xml"
CHANGES_FEED = "/changes/feed.xml"
HEADERS = "/_headers"
REDIRECTS = "/_redirects"
SEARCH = "/search/"
#: What a site that opens from disk is searched by.
SEARCH_LIST = "/search/list.js"
#: The folder of the search index, whose files Pagefind names.
SEARCH_INDEX = "/search/pagefind/"

#: A reference in prose stands between these two characters.
REFERENCE = re.compile("\x02([^\x02\x03]*)\x03")

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


def home() -> str:
    return HOME


def briefings() -> str:
    return "/briefings/"


def briefing(slug: str, anchor: str = "") -> str:
    return f"/briefings/{_segment(slug)}/{fragment(anchor)}"


def citation(slug: str, suffix: str) -> str:
    """Of a briefing as reference managers take it."""
    return f"/briefings/{_segment(slug)}/cite.{suffix}"


def works(slug: str, suffix: str) -> str:
    """Of the sources of a briefing, the same."""
    return f"/briefings/{_segment(slug)}/sources.{suffix}"


def written(slug: str) -> str:
    """Of the text of a briefing as it was written."""
    return f"/briefings/{_segment(slug)}/index.md"


def companies() -> str:
    return "/companies/"


def company(slug: str, anchor: str = "") -> str:
    return f"/companies/{_segment(slug)}/{fragment(anchor)}"


def company_targets(slug: str, anchor: str = "") -> str:
    """Of all targets of a company that has many."""
    return f"/companies/{_segment(slug)}/targets/{fragment(anchor)}"


def company_histories(slug: str) -> str:
    """Of the histories that a company's own page has no room for."""
    return f"/companies/{_segment(slug)}/histories/"


def timeline(anchor: str = "") -> str:
    return f"/timeline/{fragment(anchor)}"


def year(number: int, anchor: str = "") -> str:
    return f"/timeline/{number}/{fragment(anchor)}"


def timeline_list(name: str) -> str:
    """Of all targets of a kind: "due", "met", "held" …"""
    return f"/timeline/{name}/"


def topics() -> str:
    return "/topics/"


def topic(slug: str, anchor: str = "") -> str:
    return f"/topics/{_segment(slug)}/{fragment(anchor)}"


def topic_list(slug: str, name: str) -> str:
    return f"/topics/{_segment(slug)}/{name}/"


def topic_order(slug: str, name: str) -> str:
    """Of a topic's targets in another order than its page has: "slip", "company"."""
    return f"/topics/{_segment(slug)}/by-{name}/"


def challenges() -> str:
    return "/challenges/"


def challenge(slug: str) -> str:
    return f"/challenges/{_segment(slug)}/"


def sources() -> str:
    return "/sources/"


def publisher(slug: str, anchor: str = "") -> str:
    return f"/sources/{_segment(slug)}/{fragment(anchor)}"


def changes() -> str:
    return "/changes/"


def tags() -> str:
    return "/tags/"


def tag(slug: str) -> str:
    return f"/tags/{_segment(slug)}/"


def page(slug: str) -> str:
    return f"/{_segment(slug)}/"


def data_home() -> str:
    return "/data/"


def data(noun: str) -> str:
    return f"/data/{noun}.json"


def data_table(noun: str) -> str:
    return f"/data/{noun}.csv"


def data_schema(noun: str) -> str:
    return f"/data/{noun}.schema.json"


def slice_of(url: str, suffix: str) -> str:
    """Of the data that one page shows.

    >>> slice_of("/companies/toyota/", "csv")
    '/companies/toyota/data.csv'
    """
    return f"{url}data.{suffix}"


def topic_feed(slug: str) -> str:
    return f"/topics/{_segment(slug)}/feed.xml"


def company_feed(slug: str) -> str:
    return f"/companies/{_segment(slug)}/feed.xml"


def as_json_feed(feed: str) -> str:
    """
    >>> as_json_feed("/companies/toyota/feed.xml")
    '/companies/toyota/feed.json'
    """
    return feed.removesuffix(".xml") + ".json"


def sitemap(number: int) -> str:
    """Of a part of the sitemap of a large site."""
    return f"/sitemap-{number}.xml"


def file(path: str) -> str:
    """Of a file that lies under `content/`, by its path there."""
    return f"/files/{quote(path, safe='/')}"


def root_file(path: str) -> str:
    """Of a file that lies under `static/root/`, by its path there."""
    return f"/{quote(path, safe='/')}"


def asset(name: str, digest: str = "") -> str:
    """Of a static file; with a digest its name changes whenever its bytes do.

    >>> asset("style.css", "0123456789abcdef"), asset("fonts/text.woff2")
    ('/static/style.01234567.css', '/static/fonts/text.woff2')
    """
    stem, dot, suffix = name.rpartition(".")
    named = f"{stem}.{digest[:8]}.{suffix}" if digest and dot else name
    return f"/static/{quote(named, safe='/')}"


def part(url: str, by: str, key: str) -> str:
    """Of a part of a list that is too long for one page.

    >>> part("/companies/", "letter", "a"), part("/timeline/2027/", "part", "2")
    ('/companies/by-letter/a/', '/timeline/2027/by-part/2/')
    """
    return f"{url}by-{by}/{_segment(key)}/"


def former(written: str) -> str:
    """An old address as an author writes it in `redirect_from`.

    >>> former("old/page"), former("/old/page.html"), former("/")
    ('/old/page/', '/old/page.html', '/')
    >>> former("https://example.org/old/")
    '/old/'
    >>> former("../../etc/passwd"), former("a%0Ab.html")
    ('/etc/passwd/', '/ab.html')
    """
    path = re.sub(r"^https?://[^/]*", "", written.strip())
    path = re.sub(r"[\x00-\x1f\x7f]", "", unquote(path))  # browsers leave line breaks out too
    parts = path.replace("\\", "/").split("/")
    path = quote("/".join(part for part in parts if part not in ("", ".", "..")), safe="/")
    if not path:
        return HOME
    return f"/{path}" if path.endswith((".html", ".htm", ".xml", ".json")) else f"/{path}/"


@lru_cache(maxsize=1 << 15)  # every page names a track's, again after every save
def fragment(anchor: str) -> str:
    return f"#{quote(anchor)}" if anchor else ""


_BY_KIND = {
    "briefing": briefing,
    "company": company,
    "challenge": challenge,
    "page": page,
    "topic": topic,
    "tag": tag,
}


def address(reference: str) -> str:
    """The site-absolute address that a reference stands for; `url:` is one an author spelled.

    >>> address("briefing:ssb-2025#toyota"), address("file:briefings/ssb/cell 1.png")
    ('/briefings/ssb-2025/#toyota', '/files/briefings/ssb/cell%201.png')
    """
    kind, _, rest = reference.partition(":")
    if kind == "file":
        return file(rest)
    if kind == "url":
        return rest
    if kind not in _BY_KIND:
        raise ValueError(f"not a reference: {reference!r}")
    slug, _, anchor = rest.partition("#")
    return _BY_KIND[kind](slug) + fragment(anchor)


def is_reference(target: str) -> bool:
    """Whether `address` knows where a target leads."""
    kind, colon, _ = target.partition(":")
    return bool(colon) and (kind in _BY_KIND or kind in ("file", "url"))


def is_external(target: str) -> bool:
    """Whether a target names its own scheme or host.

    >>> is_external("https://example.org/"), is_external("/companies/"), is_external("#top")
    (True, False, False)
    """
    return _SCHEME.match(target) is not None


def relative(page_url: str, target: str, offline: bool = False) -> str:
    """A site-absolute target as a page spells it, so that the site works at any base path.

    `offline` spells folders as their `index.html`, so that the site opens from disk.

    >>> relative("/companies/toyota/", "/briefings/ssb/#toyota")
    '../../briefings/ssb/#toyota'
    >>> relative("/companies/", "/companies/"), relative("/a/", "/a/#x"), relative("/a/", "/")
    ('./', '#x', '../')
    >>> relative("/companies/toyota/", "/companies/", offline=True)
    '../index.html'
    """
    if not target.startswith("/") or target.startswith("//"):
        return target
    path, hash_mark, anchor = target.partition("#")
    if path == page_url and hash_mark:
        return f"#{anchor}"
    steps = _steps(page_url, path)
    if offline and steps.endswith("/"):
        steps += "index.html"
    return (steps.removeprefix("./") if offline else steps) + hash_mark + anchor


def all_relative(text: str, folder_url: str) -> str:
    """A text with the references to site-absolute addresses as the page of a folder spells them: as
    `relative` does, but all at once. The other references are left; ends of references stay.

    >>> text = "\\x02/a/b/#x\\x03 \\x02/a/b/\\x03 \\x02/a/c/\\x03 \\x02/\\x03 \\x02page:x\\x03"
    >>> all_relative(text, "/a/b/").replace("\\x03", "")
    '#x ./ ../c/ ../../ \\x02page:x'
    """
    text = text.replace("\x02#", "#").replace(f"\x02{folder_url}#", "#")
    text = text.replace(f"\x02{folder_url}\x03", "./")
    home, up = folder_url, ""
    while home:
        text = text.replace(f"\x02{home}", up)
        home, up = home[: home.rfind("/", 0, -1) + 1], f"{up}../"
    return text


def absolute(site_url: str, target: str) -> str:
    """With the address the site is published at, for where a standard asks for it."""
    return site_url.rstrip("/") + target


def output_path(url: str) -> str:
    """The file, relative to the output folder, that an address is written to.

    >>> output_path("/"), output_path("/companies/s%C3%B6hne/"), output_path("/feed.xml")
    ('index.html', 'companies/söhne/index.html', 'feed.xml')
    """
    path = unquote(url.partition("#")[0]).lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def from_path(path: str) -> str:
    """The address of a path as a browser asks for it or an author writes it.

    >>> from_path("/x/index.html"), from_path("/söhne/")
    ('/x/', '/s%C3%B6hne/')
    """
    spelled = quote(unquote(path), safe="/")
    return spelled.removesuffix("index.html") if spelled.endswith("/index.html") else spelled


@lru_cache(maxsize=1 << 16)
def _segment(slug: str) -> str:
    return quote(slug, safe="")


def _steps(page_url: str, path: str) -> str:
    """Up to the nearest folder that holds both, and down from there."""
    home, up = page_url[: page_url.rindex("/") + 1], 0
    while not path.startswith(home):
        home, up = home[: home.rindex("/", 0, -1) + 1], up + 1
    return "../" * up + path[len(home) :] or "./"
