"""What tells a workbook from the files that are taken for one, before a part of it is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from gapsheet.errors import (
    DamagedWorkbookError,
    EncryptedWorkbookError,
    MissingFileError,
    NotAWorkbookError,
    OversizedWorkbookError,
)

RATIO_LIMIT = 250  # unpacked / packed; zeros reach 1030, worksheets stay below 100
RATIO_FREE = 64 * 1024**2  # bytes that may unpack from next to nothing: a column of equal cells does

_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1


def opened(path: Path, content: bytes | None) -> zipfile.ZipFile:
    """The zip file.

    Raises:
        MissingFileError: There is no file that may be read.
        EncryptedWorkbookError: It needs a password.
        NotAWorkbookError: It begins like something else.
        DamagedWorkbookError: It is cut short or contradicts itself.
    """
    if content is None and not path.exists():
        raise MissingFileError(f"{path} does not exist; check the name and the folder")
    if content is None and path.is_dir():
        raise NotAWorkbookError(f"{path} is a folder; give an .xlsx or .xlsm file")
    try:
        _refuse_by_first_bytes(path, content)
        return zipfile.ZipFile(path if content is None else io.BytesIO(content))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as problem:
        raise DamagedWorkbookError(
            f"{path} is damaged or cut short ({problem}); fetch it again, or let Excel repair it with Open and Repair"
        ) from problem
    except OSError as problem:
        raise MissingFileError(
            f"{path} cannot be read: {problem.strerror or problem}; check its permissions"
        ) from problem


def _refuse_by_first_bytes(path: Path, content: bytes | None) -> None:
    """Tell zip files from the formats people take for them."""
    start = content[:8] if content is not None else _first_bytes(path)
    if start == _COMPOUND_FILE:
        whole = content if content is not None else path.read_bytes()
        if _ENCRYPTED_STREAM in whole:
            raise EncryptedWorkbookError(
                f"{path} is protected by a password; open it in Excel, remove the password "
                "(File > Info > Protect Workbook) and save it"
            )
        raise NotAWorkbookError(f"{path} is in the old .xls format; open it in Excel and save it as .xlsx")
    if not start.startswith(b"PK"):
        raise NotAWorkbookError(f"{path} is not a workbook; give an .xlsx or .xlsm file")


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(8)


def refuse_foreign(path: Path, container: zipfile.ZipFile) -> None:
    """Refuse what is a zip file and no workbook that can be read.

    Raises:
        NotAWorkbookError: It is an .xlsb or an OpenDocument file.
        DamagedWorkbookError: Two parts share a name.
        EncryptedWorkbookError: It is a zip file with a password.
    """
    names = container.namelist()
    if any(name.lower().endswith("xl/workbook.bin") for name in names):
        raise NotAWorkbookError(f"{path} is in the binary .xlsb format; open it in Excel and save it as .xlsx or .xlsm")
    if "mimetype" in names and "content.xml" in names:
        raise NotAWorkbookError(f"{path} is an OpenDocument file; open it in LibreOffice and save it as .xlsx")
    if len({name.lower() for name in names}) < len(names):
        raise DamagedWorkbookError(f"{path} holds two parts of one name; open it in Excel and save it again")
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in container.infolist()):
        raise EncryptedWorkbookError(f"{path} is a zip file with a password; unpack it with the password first")


def refuse_oversized(path: Path, container: zipfile.ZipFile, limit: int) -> None:
    """Refuse by the sizes the file admits to; those it hides are met while reading.

    Raises:
        OversizedWorkbookError: They are past the limit, or what is packed is next to nothing beside them.
    """
    total = sum(info.file_size for info in container.infolist())
    packed = sum(info.compress_size for info in container.infolist())
    if total > limit or total > RATIO_FREE + RATIO_LIMIT * packed:
        raise oversized(path, limit)


def oversized(path: Path, limit: int) -> OversizedWorkbookError:
    """What is told of a file that unpacks to more than the limit."""
    return OversizedWorkbookError(
        f"{path} would unpack to more than {limit:,} bytes or swells as only a zip bomb does; "
        "if the file is from a source you trust, delete unused rows and sheets in Excel and save it"
    )
