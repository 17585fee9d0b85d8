"""The colours, fonts and logo of `site.yaml` → a style sheet after that of the theme.

In: `Colors` and `Fonts`, as an author wrote them. Out: the style sheet, and what readers could not
read of it. What is not said is the theme's, or follows from what is: the accent on a dark ground
from that on a light one, lines and lesser words from text and page. Knows no file.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import quote

from msgspec import Struct

from .yaml_records import Listed

Mode: TypeAlias = Literal["light", "dark"]
MODES: tuple[Mode, ...] = ("light", "dark")

#: What the theme has for each mode (the same stands at the top of `static/style.css`).
THEME = {
    "page": ("#ffffff", "#0e1116"),
    "panel": ("#f4f6f8", "#161b22"),
    "line": ("#dde2e8", "#2a323d"),
    "line-strong": ("#7d8794", "#77828f"),
    "ink": ("#12161c", "#eef1f5"),
    "ink-2": ("#434c59", "#bcc5d0"),
    "ink-3": ("#5c6673", "#9aa5b3"),
    "accent": ("#c2370a", "#ff7f4d"),
    "accent-wash": ("#fdefe8", "#2c1a12"),
    "mark": ("#7f8b9a", "#77838f"),
}

#: Of text to its ground, at least (WCAG 2.2, success criterion 1.4.3, level AA).
READABLE = 4.5

#: How much of the text's colour each grey of the theme has, the rest being the page's.
_GREYS = {
    "panel": 0.05,
    "line": 0.14,
    "line-strong": 0.55,
    "mark": 0.52,
    "ink-2": 0.82,
    "ink-3": 0.7,
}
#: How much of the accent lies on a page where something is pointed out.
_WASH = {"light": 0.08, "dark": 0.14}

_FONT = re.compile(r".*\.(woff2|woff|ttf|otf)", re.IGNORECASE)
_GENERIC = re.compile(r"(ui-)?(sans-serif|serif|monospace|rounded)|system-ui|cursive|fantasy")


class Shade(Struct, frozen=True):
    """A colour on a light ground, and on a dark one."""

    light: str = ""
    dark: str = ""


class Colors(Struct, frozen=True):
    """`accent` marks what moved or is overdue, links that are pointed at and the focus; `page` is
    the ground, `text` what stands on it."""

    accent: Shade = Shade()
    page: Shade = Shade()
    text: Shade = Shade()


class Fonts(Struct, frozen=True):
    """Families that readers may have, or files in `static/`, the first to be had first: of authors'
    words, of headings, and of all that the site says itself."""

    text: Listed[str] = ()
    headings: Listed[str] = ()
    interface: Listed[str] = ()


class Colour(NamedTuple):
    """Red, green and blue, each from 0 to 1."""

    red: float
    green: float
    blue: float

    def __str__(self) -> str:
        return "#" + "".join(f"{round(part * 255):02x}" for part in self)


class Faint(NamedTuple):
    """Words that do not stand out from their ground: the key that says so ("accent.dark"), the
    ratio, the ground, and the nearest colour that does."""

    key: str
    ratio: float
    ground: Colour
    better: Colour


def colour(text: str) -> Colour | None:
    """A colour as CSS writes it, with or without "#"; None for none, or one that is seen through.

    >>> str(colour("teal")), str(colour("0a5")), colour("transparent"), colour("reddish")
    ('#008080', '#00aa55', None, None)
    """
    from tinycss2.color4 import parse_color  # few sites say a colour

    found = parse_color(text) or parse_color(f"#{text}")
    if found is None or found == "currentcolor" or found.alpha != 1:
        return None
    try:
        return Colour(*(min(max(part, 0.0), 1.0) for part in found.to("srgb").coordinates))
    except NotImplementedError:
        return None


def contrast(one: Colour, other: Colour) -> float:
    """The ratio of WCAG, from 1 to 21.

    >>> contrast(Colour(0, 0, 0), Colour(1, 1, 1))
    21.0
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_font(name: str) -> bool:
    """Whether this is a file and no family."""
    return bool(_FONT.fullmatch(name))


def is_family(name: str) -> bool:
    """Whether this can be the name of a font: letters, figures, spaces and a few signs."""
    return bool(re.fullmatch(r"[\w.+&' -]+", name))


def faint(colors: Colors) -> Iterator[Faint]:
    """The colours that readers would have trouble to read; what follows from others never is."""
    for mode in MODES:
        palette = _palette(colors, mode)
        subject = "text" if _said(colors.text, mode) else "page"
        if _said(colors.text, mode) or _said(colors.page, mode):
            yield from _faint(palette, "ink", ("page", "panel"), f"{subject}.{mode}")
        if _said(colors.accent, mode):
            yield from _faint(palette, "accent", ("page", "panel", "accent-wash"), f"accent.{mode}")


def files(fonts: Fonts) -> tuple[str, ...]:
    """The fonts that are files, by their names in `static/`."""
    named = dict.fromkeys((*fonts.text, *fonts.headings, *fonts.interface))
    return tuple(name for name in named if is_font(name))


def style_sheet(colors: Colors, fonts: Fonts) -> str:
    """The style sheet; "" where nothing is said. It joins the theme's layer of tokens, so that
    paper and forced colours are as they were."""
    lines = [*_color_lines(colors), *_font_lines(fonts)]
    if not lines:
        return ""
    rules = [*_faces(fonts), "\n".join(("@layer tokens {", "  :root {", *lines, "  }", "}"))]
    return "\n\n".join(rules) + "\n"


# Colours ------------------------------------------------------------------------------------------


def _said(shade: Shade, mode: Mode) -> str:
    return shade.light if mode == "light" else shade.dark


def _palette(colors: Colors, mode: Mode) -> dict[str, Colour]:
    """All that depends on what is said, in one mode."""
    page = colour(_said(colors.page, mode)) or _theme("page", mode)
    ink = colour(_said(colors.text, mode)) or _theme("ink", mode)
    palette = {name: _mixed(page, ink, share) for name, share in _GREYS.items()}
    grounds = [page, palette["panel"]]
    palette |= {name: _legible(palette[name], grounds) for name in ("ink-2", "ink-3")}
    meant = colour(_said(colors.accent, mode))
    accent = meant or colour(colors.accent.light) or _theme("accent", mode)
    wash = _mixed(page, accent, _WASH[mode])
    accent = meant or _legible(accent, [*grounds, wash])
    return palette | {"page": page, "ink": ink, "accent": accent, "accent-wash": wash}


def _color_lines(colors: Colors) -> Iterator[str]:
    """Each property that is another than the theme's, once for light and for dark."""
    if colors == Colors():
        return
    grounds = (colors.page, colors.text)
    light, dark = (_palette(colors, mode) for mode in MODES)
    for name, theirs in THEME.items():
        is_accent = name.startswith("accent")
        both = [
            str(ours[name]) if is_accent or any(_said(s, mode) for s in grounds) else theirs[place]
            for place, (mode, ours) in enumerate(zip(MODES, (light, dark), strict=True))
        ]
        if is_accent or tuple(both) != theirs:
            yield f"    --{name}: light-dark({', '.join(both)});"


def _theme(name: str, mode: Mode) -> Colour:
    found = colour(THEME[name][MODES.index(mode)])
    assert found is not None, "the theme's are colours"
    return found


def _faint(
    palette: dict[str, Colour], name: str, grounds: tuple[str, ...], key: str
) -> Iterator[Faint]:
    below = [palette[ground] for ground in grounds]
    unread = [ground for ground in below if contrast(palette[name], ground) < READABLE]
    if unread:
        ratio = contrast(palette[name], unread[0])
        yield Faint(key, ratio, unread[0], _legible(palette[name], below))


def _legible(words: Colour, grounds: Iterable[Colour]) -> Colour:
    """The nearest colour that can be read on each of some grounds: of the same hue, as much darker
    or lighter as it takes."""
    grounds = tuple(grounds)
    black, white = (_least(Colour(*[end] * 3), grounds) for end in (0, 1))
    hue, lightness, strength = colorsys.rgb_to_hls(*words)
    for step in range(51):
        part = lightness + ((white > black) - lightness) * step / 50
        found = _rounded(*colorsys.hls_to_rgb(hue, part, strength))
        if _least(found, grounds) >= READABLE:
            break
    return found


def _least(words: Colour, grounds: Iterable[Colour]) -> float:
    return min(contrast(words, ground) for ground in grounds)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    """As the screen has it, eight bits each."""
    return _rounded(*(a + (b - a) * share for a, b in zip(one, other, strict=True)))


def _rounded(*parts: float) -> Colour:
    return Colour(*(round(part * 255) / 255 for part in parts))


def _luminance(of: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in of)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Fonts --------------------------------------------------------------------------------------------

#: The property that each key of `Fonts` sets, and the faces behind those that are said.
_PROPERTIES = (
    ("text", "serif-latin", '"Noto Serif", "Liberation Serif", Georgia, "Times New Roman"'),
    ("headings", "headings", "var(--sans-latin), sans-serif"),
    ("interface", "sans-latin", '"Noto Sans", "Liberation Sans", Arial'),
)
#: What the name of a file tells of its weight; the first that stands in it counts.
_WEIGHTS = (
    (r"\[.*wght|variable", "100 900"),
    ("thin", "100"),
    ("(extra|ultra)[-_ ]?light", "200"),
    ("light", "300"),
    ("medium", "500"),
    ("(semi|demi)[-_ ]?bold", "600"),
    ("(extra|ultra)[-_ ]?bold", "800"),
    ("bold", "700"),
    ("black|heavy", "900"),
    ("", "400"),
)


def _font_lines(fonts: Fonts) -> Iterator[str]:
    for key, name, behind in _PROPERTIES:
        if families := getattr(fonts, key):
            listed = dict.fromkeys(_family(each, key) for each in families)
            yield f"    --{name}: {', '.join(listed)}, {behind};"


def _family(name: str, key: str) -> str:
    """In quotation marks, except what CSS itself knows; the files of a key are one family."""
    if _GENERIC.fullmatch(name):
        return name
    return f'"site-{key}"' if is_font(name) else f'"{name}"'


def _faces(fonts: Fonts) -> Iterator[str]:
    """The rules that load files, with the weight and slant that a name tells."""
    for key, _, _ in _PROPERTIES:
        for file in filter(is_font, getattr(fonts, key)):
            name = file.rpartition("/")[2].lower()
            weight = next(weight for words, weight in _WEIGHTS if re.search(words, name))
            slant = "italic" if re.search("italic|oblique", name) else "normal"
            yield (
                "@font-face {\n"
                f'  font-family: "site-{key}";\n'
                f'  src: url("{quote(file)}");\n'
                f"  font-weight: {weight};\n"
                f"  font-style: {slant};\n"
                "  font-display: swap;\n"
                "}"
            )
