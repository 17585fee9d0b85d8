"""A folder of Markdown briefings becomes a website that a reader can question.

The way of a text through the package: `read` → `parse` → `recognise` → `link` → `plan` → `render` →
`build` or `serve`. `model` holds the nouns; `cli` the verbs.
"""

__version__ = "0.1.0"
