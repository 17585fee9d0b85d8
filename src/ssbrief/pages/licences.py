"""A licence as `site.yaml` says it: an SPDX identifier, or words with or without an address.

In: the text of `license:`. Out: a `Link`, without an address where none is known. Nothing is looked
up.
"""

from __future__ import annotations

import re

from .base import Link

_CREATIVE_COMMONS = re.compile(
    r"CC[- ](BY|BY-SA|BY-ND|BY-NC|BY-NC-SA|BY-NC-ND)[- ](\d\.\d)", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\s<(]*(https?://[^\s<>()]+)[\s>)]*")

#: Others that are in use for texts and data, by their SPDX identifier.
_KNOWN = {
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "pddl-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
    "odc-by-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "odbl-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "dl-de-by-2.0": "https://www.govdata.de/dl-de/by-2-0",
    "ogl-uk-3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "mit": "https://spdx.org/licenses/MIT.html",
    "apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
}


def licence(said: str) -> Link:
    """The words of a licence and where it stands.

    >>> licence("CC BY 4.0"), licence("CC0-1.0").href
    (Link(text='CC BY 4.0', href='https://creativecommons.org/licenses/by/4.0/', note='', \
current=False), 'https://creativecommons.org/publicdomain/zero/1.0/')
    >>> licence("Ask us https://example.org/rights").href, licence("All rights reserved").href
    ('https://example.org/rights', '')
    """
    if found := _ADDRESS.search(said):
        words = _ADDRESS.sub(" ", said).strip()
        return Link(words or found[1], found[1])
    if commons := _CREATIVE_COMMONS.fullmatch(said.strip()):
        kind, version = commons[1].lower(), commons[2]
        return Link(said, f"https://creativecommons.org/licenses/{kind}/{version}/")
    return Link(said, _KNOWN.get(said.strip().lower(), ""))
