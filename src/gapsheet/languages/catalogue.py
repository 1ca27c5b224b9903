"""The file of a language's texts: English and translation side by side, in gettext's PO format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from gapsheet.errors import LanguageError

_HEAD = """\
# Texts of the workbooks: msgid is the English text that stands in the code, msgstr its translation.
# {{places}} are filled in with figures or other texts; a translation holds the same places, in any order.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@dataclass(frozen=True, slots=True)
class Message:
    """A text to translate; `comments` tell where it stands and what its places hold."""

    text: str
    comments: tuple[str, ...] = ()


def path(code: str) -> Traversable:
    """The catalogue of a language."""
    return files("gapsheet.languages").joinpath(f"{code}.po")


def translations(code: str) -> dict[str, str]:
    """Every text with its translation, those not yet translated with "".

    Raises:
        LanguageError: The catalogue is missing or damaged.
    """
    try:
        catalog = read_po(BytesIO(path(code).read_bytes()), locale=code, abort_invalid=True)
    except (OSError, PoFileError) as fault:
        raise LanguageError(f"the catalogue {code}.po cannot be read: {fault}; install gapsheet again") from fault
    return {str(message.id): str(message.string) for message in catalog if message.id}


def written(code: str, messages: Iterable[Message], known: Mapping[str, str]) -> bytes:
    """A catalogue with these texts in this order, translated where a translation is known."""
    catalog = Catalog(locale=code)
    for message in messages:
        catalog.add(message.text, known.get(message.text, ""), auto_comments=message.comments)
    stream = BytesIO()
    write_po(stream, catalog, width=0, omit_header=True)
    return _HEAD.format(code=code).encode() + stream.getvalue()
