"""Figures that are no dates: addresses, standards, products, phone numbers, sums, amounts.

Out: pieces of regular expressions for what they look like and for what stands beside them.
"""

from __future__ import annotations

import re

from .tables import DateWords
from .writing import CJK, LEFT, RIGHT, SPACED, compiled

# What holds figures that are no dates: addresses and file names; then standards, products, phone
# numbers, sums. The former can begin with any letter: they are looked for where one is in sight.
_FILES = (
    r"(?:pdf|html?|md|csv|tsv|xlsx?|docx?|pptx?|json|xml|ya?ml|txt|png|jpe?g|svg|webp|gif|zip|py"
    r"|mp4)\b"
)
_ADDRESSES = "|".join(
    (
        r"(?:https?://|www\.|doi:|mailto:)\S+",
        r"[\w.+-]{1,60}@[\w.-]+\w",
        r"[\w-]{1,60}(?:\.[\w-]{1,60}){1,9}/\S*",
        rf"[\w./-]{{0,200}}\w\.{_FILES}",
    )
)
_ADDRESS_SIGNS = ("@", "://", "www.", "doi:", "mailto:")
_ADDRESS_IN_SIGHT = re.compile(rf"\.(?:[\w-]{{1,60}}/|{_FILES})")  # in text in lower case
_STANDARDS = "CVE|EO|ISO|IEC|IEEE|DIN|JIS|ASTM|UL|RFC|GB|SAE J|VDE|NFPA|ANSI|JT|QC|YD|HJ|DO|FMVSS"
_PRODUCTS = r"BMW 2002|Peugeot e?-?2008|Windows \d{4}|Office \d{4}"
_COUNTRIES, _CURRENCIES = "US|CA|AU|HK|NZ", "USD|EUR|GBP|JPY|CNY|RMB|KRW"
OTHER_WORDS = (
    "arXiv",
    *re.findall(r"[A-Za-z]{2,}", f"{_STANDARDS} {_PRODUCTS} {_COUNTRIES} {_CURRENCIES}"),
)
OTHER_FIGURES = "|".join(
    (
        r"(?i:arxiv):?\s?\d{4}\.\d{4,5}(?:v\d+)?",
        rf"(?-i:{_STANDARDS})(?-i:[/ -](?:IEC|TS|TR|T|EN))*[ -]?\d[\d.:-]*\d",
        rf"(?-i:{_PRODUCTS})",
        r"\+\d[\d\s().-]{6,20}\d|\(?\d{3}\)?[-.\s]\d{3}[-.]\d{4}",
        rf"(?:(?:{_COUNTRIES})?[$€£¥₩₹]|(?:{_CURRENCIES})\b)\s?\d[\d.,]*",
        r"\d[\d.,]*\s?[$€£¥₩](?!\s?\d)",
    )
)
# Symbols of units, which are the same in every language; a figure before one is an amount.
_UNITS = (
    r"(?:[kMGTmµμn]?(?:Wh|Ah|W|V|Hz|Pa|m|g|s|N|Ω|L|l|J)(?:[/·]\S+)?|[Kkt]|kg|cm|dm|km|mm|min|h|hp|PS"
    r"|lbs?|bar|psi|rpm|Nm|ppm|bn|x|×)(?!\.\s?[A-Z])"
)
_UNFIT_BEFORE = rf"(?:{SPACED}[.~]?|[$€£¥₩₹#@\\/=&_^§+<>]|\d[.,:]|\S-|\d–)\Z"
# What follows a figure that is no year: an amount's unit, the rest of a longer number.
UNFIT_AFTER = re.compile(
    rf"(?<![{CJK}])[^\W{CJK}]|-\w|–\d|/\w|(?<=\d)[.,:]\d|[\\=@_]|\s?[%‰°℃×]|\s?[$€£¥₩](?!\s?\d)|\s+{_UNITS}{RIGHT}"
)


def unfit_before(words: DateWords) -> str:
    clitics = "".join(words.clitics)
    return (rf"(?!\b[{clitics}]\Z)" if clitics else "") + _UNFIT_BEFORE


def addresses_in(text: str) -> list[re.Match[str]]:
    """Addresses and file names, whose figures are no dates."""
    lowered = text.lower()
    if any(map(lowered.__contains__, _ADDRESS_SIGNS)) or _ADDRESS_IN_SIGHT.search(lowered):
        return list(compiled(f"{LEFT}(?:{_ADDRESSES})").finditer(text))
    return []
