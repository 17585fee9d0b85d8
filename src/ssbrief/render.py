"""Page → bytes.

In: a `Page` and the `Masthead`. Out: the bytes of its file. A template receives these two and
nothing else; what it names and does not get is an error. A site's own templates stand in for the
theme's file by file.

Every address in a template goes through `rel`, and every link of an author's text is a reference
(see `model`): both are spelled for the page they stand on in one last pass.

filter  | gives
--------|-------------------------------------------------------------------------------
`rel`   | an address as this page spells it: `href="{{ link.href | rel }}"`
`prose` | an author's text, safe as it stands, its references spelled for this page
`t`     | the words of the interface for a key: `{{ "skip" | t }}`, `{{ "months" | t(n=3) }}`
`linked`| what a page is about, as JSON-LD: `{{ page | linked }}`
`sentence`| words with their full stop, and the space before what follows
`asset` | the address of a static file by its name: `{{ "style.css" | asset | rel }}`
`once`  | what a macro makes of a value, made once for all pages: `{{ target_row | once(row) }}`
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache, partial
from keyword import iskeyword
from types import CodeType
from typing import Any, ClassVar

import msgspec
from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.meta import find_referenced_templates
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape
from msgspec import Struct

from . import theme, urls
from .diagnostics import Diagnostic, Mistake, Span
from .memory import Fingerprint, Memory, key
from .model import Prose
from .pages import Document, Page
from .pages.linked import linked_data
from .read import TextFile
from .strings import Strings, from_pairs
from .theme import Masthead

_SAFE = re.compile(r"(https?|mailto):", re.IGNORECASE)


class Renderer:
    """Renders the pages of one site.

    `offline` spells folders as their `index.html`, so that the site opens from disk.
    """

    def __init__(
        self,
        masthead: Masthead,
        site_templates: Iterable[TextFile] = (),
        offline: bool = False,
        memory: Memory | None = None,
    ) -> None:
        self.masthead = masthead
        self.offline = offline
        self.own = {file.path.removeprefix("templates/"): file for file in site_templates}
        self.environment = _environment(self.own, masthead)
        self._closures: dict[str, str] = {}
        self._gathered: dict[str, tuple[str, ...]] = {}
        self._memory = memory or Memory()
        self._basis = _digest(msgspec.msgpack.encode(masthead), b"offline" if offline else b"")

    def __reduce__(self) -> tuple[type[Renderer], tuple[Masthead, tuple[TextFile, ...], bool]]:
        return type(self), (self.masthead, tuple(self.own.values()), self.offline)

    def render(self, entry: Page | Document) -> bytes:
        """The bytes of a page; raises `Mistake` for a mistake in one of the site's templates."""
        if isinstance(entry, Document):
            return entry.text.encode()
        try:
            template = self.environment.get_template(entry.template)
            text = template.render(page=entry, masthead=self.masthead)
        except Exception as error:  # a template can go wrong in any way that Python can
            raise self._mistake(error) from error
        return self._spelled(text, entry).encode()

    def ready(self, kinds: Iterable[type[Struct]]) -> None:
        """Read and compile now what these kinds of entries are rendered with."""
        for name in sorted({kind.template for kind in kinds if issubclass(kind, Page)}):
            self._closure(name)
            for one in self._gathered[name]:
                self.environment.get_template(one)

    def fingerprint(self, entry: Page | Document) -> Fingerprint:
        """Everything that the bytes depend on: equal ones render to the same bytes."""
        return self.fingerprint_of(type(entry), _digest(msgspec.msgpack.encode(entry)))

    def fingerprint_of(self, kind: type[Struct], content: str) -> Fingerprint:
        """The same of an entry of which only the digest is known."""
        if not issubclass(kind, Page):
            return Fingerprint(content=content)
        return Fingerprint(self._basis, self._closure(kind.template), content)

    def _spelled(self, text: str, page: Page) -> str:
        """With every reference as the address that leads there from this page."""
        if page.url.endswith("/") and not self.offline and "\x02//" not in text:
            text = urls.all_relative(text, page.url)
        if "\x02" in text:
            text = urls.REFERENCE.sub(lambda found: self._address(found[1], page), text)
        return text.replace("\x03", "")

    def _address(self, spelled: str, page: Page) -> str:
        return html.escape(self._target(html.unescape(spelled), page))

    def _target(self, reference: str, page: Page) -> str:
        target = reference if reference.startswith(("/", "#")) else urls.address(reference)
        if page.url == urls.NOT_FOUND and target.startswith("/") and not self.offline:
            return self.masthead.base + target
        return urls.relative(page.url, target, self.offline)

    def _closure(self, name: str) -> str:
        """A digest of a template and of all that it includes, as this site has them."""
        if name not in self._closures:
            found: dict[str, str] = {}
            self._gather(name, found)
            self._closures[name] = _digest(*(f"{n}\0{t}\0".encode() for n, t in found.items()))
            self._gathered[name] = tuple(found)
        return self._closures[name]

    def _gather(self, name: str, found: dict[str, str]) -> None:
        loader = self.environment.loader
        assert loader is not None
        source = loader.get_source(self.environment, name)[0]
        found[name] = source
        names = self._memory.recall(
            key("included", source), tuple[str | None, ...], partial(_included, source)
        )
        for other in names:
            if other is None:
                raise TemplateError(f"{name} includes a template whose name it computes")
            if other not in found:
                self._gather(other, found)

    def _mistake(self, error: Exception) -> Exception:
        """A mistake in a template of the site is its author's; one in the theme is ours."""
        name, line = _place(error)
        if name not in self.own:
            return error
        message = str(getattr(error, "message", "") or error)
        if isinstance(error, TemplateNotFound):
            message = f"there is no template {message}"
        elif isinstance(error, KeyError):
            message = f"there is no {message}"
        path = self.own[name].path
        lines = self.own[name].text.splitlines()
        excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
        return Mistake(
            Diagnostic("template", message, Span(path, line, 1 if line else 0), excerpt=excerpt)
        )


def _environment(own: dict[str, TextFile], masthead: Masthead) -> Environment:
    environment = _Environment(
        loader=_loader(own),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_Compiled(masthead),
        finalize=_isolated,
    )
    say = from_pairs(masthead.language, masthead.words)
    assets = dict(masthead.assets)
    environment.filters.update(
        rel=_rel,
        prose=_framer(say("table")),
        t=say.__call__,
        sentence=_closer(say),
        asset=lambda name: assets[name],
        linked=_linker(masthead),
        once=lru_cache(1 << 15)(_once),
    )
    return environment


#: Filters that give markup.
_SAFE_FILTERS = ("rel", "prose", "once", "linked")


class _Generator(CodeGenerator):
    """Python of fewer calls than Jinja's own: what pages do most is to write a value, to ask a
    record for a field, and to call a macro."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """The theme asks for what is there; a site's own template may ask whether it is."""
        if iskeyword(node.attr) or (self.filename or "").startswith("templates/"):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(  # noqa: N802 (Jinja's name)
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        if forward_caller or node.kwargs or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("environment.called(context, ")
        self.visit(node.node, frame)
        self.signature(node, frame)
        self.write(")")

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            is_safe = isinstance(node, nodes.Filter) and node.name in _SAFE_FILTERS
            self.write("(" if is_safe else "environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write(")")
        else:
            super()._output_child_post(node, frame, finalize)


class _Environment(Environment):
    code_generator_class = _Generator

    @staticmethod
    def called(context: Context, what: Any, *given: Any) -> Any:
        """A macro is called at once where it is given all that it takes: what else may be called
        wants to be told of the context, or not."""
        if type(what) is Macro and what._argument_count == len(given) and not _takes_more(what):
            return _markup(what._func(*given))
        return context.call(what, *given)

    @staticmethod
    def written(value: object) -> str:
        """A value as it stands in a page: `escape(finalize(value))`."""
        if type(value) is Markup:
            return value
        if type(value) is str and len(value) < _LONG:
            return _shown(value)
        return escape(_isolated(value))


def _takes_more(macro: Macro) -> bool:
    return macro.caller or macro.catch_kwargs or macro.catch_varargs


#: As `Markup(text)` of what is text for certain.
_markup: Callable[[str], Markup] = partial(str.__new__, Markup)


#: A text that is shorter may be a name, which is written again and again.
_LONG = 80


@lru_cache(maxsize=1 << 14)
def _shown(text: str) -> str:
    return str(escape(_isolated(text)))


def _once(macro: Callable[..., Markup], *values: Hashable) -> Markup:
    """A macro that is imported without its context sees its values and nothing else, not even the
    page, and addresses are spelled last: it makes the same of them everywhere."""
    return macro(*values)


@lru_cache(maxsize=500)
def _included(source: str) -> tuple[str | None, ...]:
    """The names of the templates that a template's text includes, None for one that it computes."""
    return tuple(find_referenced_templates(_GRAMMAR.parse(source)))


_GRAMMAR = Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701 (nothing is rendered)


#: Marks that turn the direction of all that follows, until another ends it.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def _isolated(value: object) -> object:
    """A text whose marks of direction end with it: in the first strong isolate of Unicode. What it
    ends itself, it must have begun."""
    if type(value) is not str or value.isascii() or not _TURNS.search(value):
        return value
    kept, depth = [], 0
    for character in value:
        depth += character in "\u2066\u2067\u2068"
        if character == "\u2069":
            if not depth:
                continue
            depth -= 1
        kept.append(character)
    return f"\u2068{''.join(kept)}{chr(0x2069) * (depth + 1)}"


class _Compiled(BytecodeCache):
    """Templates as Python, for as long as the process runs: a preview has a renderer a save.

    What filters make of constants stands in the code (`{{ "skip" | t }}`), so that it belongs to
    the words and the assets that it was compiled with.
    """

    codes: ClassVar[dict[tuple[str, str, str], CodeType]] = {}
    #: How many are kept: some hundreds are those of all templates, for a few style sheets.
    most: ClassVar[int] = 1000

    def __init__(self, masthead: Masthead) -> None:
        constants = (masthead.language, masthead.words, masthead.assets)
        self.constants = _digest(msgspec.msgpack.encode(constants))

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((self.constants, bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.codes[self.constants, bucket.key, bucket.checksum] = bucket.code
            for oldest in list(self.codes)[: -self.most]:
                self.codes.pop(oldest, None)


def _loader(own: dict[str, TextFile]) -> BaseLoader:
    def load(name: str) -> tuple[str, str, None] | None:
        return (own[name].text, own[name].path, None) if name in own else None

    return ChoiceLoader([FunctionLoader(load), _Theme(theme.templates())])


class _Theme(FileSystemLoader):
    """Templates without their indentation, which a page has no use for; none of them holds text
    that is set as it stands."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_fresh = super().get_source(environment, template)
        return _INDENT.sub("", source), path, is_fresh


_INDENT = re.compile(r"^\t+", re.MULTILINE)


@lru_cache(maxsize=1 << 14)
def _rel(target: str) -> Markup:
    """A mark that the last pass spells; an address on another host as it is, if it is safe."""
    if target.startswith(("/", "#")) or urls.is_reference(target):
        return Markup(f"\x02{escape(target)}\x03")  # noqa: S704 (escaped)
    return escape(target) if _SAFE.match(target) else Markup("#")


def _framer(name: str) -> Callable[[Prose], Markup]:
    """A wide table scrolls in a frame of its own, which the keyboard reaches."""
    frame = f'<div class="table" role="group" aria-label="{escape(name)}" tabindex="0">'

    def framed(prose: Prose) -> Markup:
        text = prose.html
        if "<table>" in text:
            text = text.replace("<table>", f"{frame}<table>").replace("</table>", "</table></div>")
        return _markup(text)  # `markdown` lets only safe HTML out

    return framed


def _closer(say: Strings) -> Callable[[str], str]:
    """With its full stop, and the space before what follows."""

    def closed(words: str) -> str:
        return say.sentence(words) + say("sentence-space")

    return closed


def _linker(masthead: Masthead) -> Callable[[Page], Markup]:
    def linked(page: Page) -> Markup:
        return Markup(linked_data(page, masthead))  # noqa: S704 (JSON without any "<")

    return linked


def _place(error: Exception) -> tuple[str, int]:
    """The template, by its name, and the line that an error comes from."""
    if isinstance(error, TemplateSyntaxError):
        return error.name or "", error.lineno
    name, line = "", 0
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith("templates/"):
            name, line = file.removeprefix("templates/"), trace.tb_lineno
        trace = trace.tb_next
    return name, line


def _digest(*parts: bytes) -> str:
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return made.hexdigest()
