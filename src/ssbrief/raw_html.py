"""HTML that an author wrote → the part of it that cannot harm, for sites with `allow_html: true`.

In: HTML, with what Markdown made of the words in between kept aside. Out: HTML whose elements are
closed, without scripts, styles, ids, classes, frames, forms or pictures, and whose links lead to
the web. Knows no block; what may pass is decided by nh3 (the sanitiser ammonia).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import nh3

_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        """a abbr b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em
        figcaption figure h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q rp rt ruby s samp small
        span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr""",
    )
)
_ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "details": {"open"},
}
#: Around the number of a piece that is kept aside; no author can write them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_KEPT = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


def clean(pieces: Sequence[tuple[str, bool]]) -> str:
    """The pieces of a text in their order, each with whether an author wrote it as HTML.

    >>> clean([("<b onclick='x()'>", True), ("<em>a</em>", False), ("<script>", True)])
    '<b><em>a</em></b>'
    """
    marked = "".join(
        piece.replace(_OPEN, "").replace(_CLOSE, "") if raw else f"{_OPEN}{number}{_CLOSE}"
        for number, (piece, raw) in enumerate(pieces)
    )
    cleaned = nh3.clean(
        marked,
        tags=set(_ELEMENTS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        url_relative="deny",
    )
    return _KEPT.sub(lambda match: pieces[int(match[1])][0], cleaned)
