from __future__ import annotations

import struct
import zipfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from gapsheet.errors import MacroError
from gapsheet.package.vba import Module, ModuleKind, VbaProject, code_of, seed, shipped
from gapsheet.package.vba.protection import unprotected
from gapsheet.package.vba.records import Directory
from support.vba import SHIPPED, modules_of, project_of, streams_of, unpacked

LONG = "Option Explicit\n" + "".join(
    f"Public Function NUMBER_{number}(ByVal value As Double) As Double\n    NUMBER_{number} = value * {number}\n"
    "End Function\n\n"
    for number in range(400)
)
WORKBOOK = Module("ThisWorkbook", ModuleKind.WORKBOOK, "Private Sub Workbook_Open()\nEnd Sub\n")


def shipped_book() -> Path:
    found = find_spec("xlwings")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / SHIPPED


def project(*modules: Module, name: str = "gapsheet") -> VbaProject:
    return VbaProject(name, (WORKBOOK, *modules), seed())


@pytest.fixture(scope="module")
def several() -> VbaProject:
    """One module of each kind, one of them long, one empty."""
    return project(
        Module("Sheet1", ModuleKind.WORKSHEET),
        Module("Chart1", ModuleKind.CHARTSHEET),
        Module("long_one", ModuleKind.STANDARD, LONG),
        Module("empty_one", ModuleKind.STANDARD),
        Module("class_one", ModuleKind.CLASS, "Private kept As Long\n"),
        Module("carried", ModuleKind.STANDARD, code_of(seed().xlwings_source)),
    )


def test_every_module_reads_back_as_written(several: VbaProject) -> None:
    suffixes = {module.name: "bas" if module.kind is ModuleKind.STANDARD else "cls" for module in several.modules}
    written = {f"{module.name}.{suffixes[module.name]}": module.text for module in several.modules}
    assert modules_of(several.to_bytes()) == written


def test_only_the_streams_of_source_text_are_there(several: VbaProject) -> None:
    streams = streams_of(several.to_bytes())
    modules = {f"VBA/{module.name}" for module in several.modules}
    assert set(streams) == {"PROJECT", "PROJECTwm", "VBA/_VBA_PROJECT", "VBA/dir"} | modules
    assert streams["VBA/_VBA_PROJECT"] == streams_of(project_of(shipped_book()))["VBA/_VBA_PROJECT"]
    for module in several.modules:  # no cache before the text: the container begins with the stream
        assert unpacked(streams[f"VBA/{module.name}"]).decode("ascii") == module.text


def test_long_modules_fill_more_than_a_chunk_and_a_small_stream(several: VbaProject) -> None:
    stream = streams_of(several.to_bytes())["VBA/long_one"]
    assert len(unpacked(stream)) > 4096 * 4
    assert len(stream) > 4096


def test_headers_are_those_that_excel_writes() -> None:
    read = modules_of(project_of(shipped_book()))
    workbook, sheet = Module("ThisWorkbook", ModuleKind.WORKBOOK), Module("Sheet1", ModuleKind.WORKSHEET)
    assert read["ThisWorkbook.cls"] == workbook.text
    assert read["Sheet1.cls"] == sheet.text
    own = Module("Dictionary", ModuleKind.CLASS).text.replace("VB_Exposed = False", "VB_Exposed = True")
    assert read["Dictionary.cls"].startswith(own)  # theirs is public


def test_a_hundred_modules_read_back() -> None:
    modules = [Module(f"module_{number}", ModuleKind.STANDARD, f"' number {number}\n") for number in range(100)]
    read = modules_of(project(*modules).to_bytes())
    assert {name: text.splitlines()[-1] for name, text in read.items() if name.startswith("module_")} == {
        f"module_{number}.bas": f"' number {number}" for number in range(100)
    }


def test_same_project_makes_the_same_bytes(several: VbaProject) -> None:
    assert several.to_bytes() == VbaProject(several.name, several.modules, several.seed).to_bytes()


def test_projects_of_different_names_have_different_identities() -> None:
    assert project(name="one").identity != project(name="two").identity


def test_line_ends_become_those_of_vba() -> None:
    text = Module("m", ModuleKind.STANDARD, "a\rb\nc\r\nd").text
    assert text == 'Attribute VB_Name = "m"\r\na\r\nb\r\nc\r\nd\r\n'


def test_project_lists_each_module_by_its_kind(several: VbaProject) -> None:
    lines = streams_of(several.to_bytes())["PROJECT"].decode("ascii").split("\r\n")
    assert lines[1:8] == [
        "Document=ThisWorkbook/&H00000000",
        "Document=Sheet1/&H00000000",
        "Document=Chart1/&H00000000",
        "Module=long_one",
        "Module=empty_one",
        "Class=class_one",
        "Module=carried",
    ]
    assert 'Name="gapsheet"' in lines
    assert "long_one=0, 0, 0, 0, C" in lines[lines.index("[Workspace]") :]


def test_names_are_given_in_both_encodings() -> None:
    names = streams_of(project().to_bytes())["PROJECTwm"]
    assert names == b"ThisWorkbook\0" + "ThisWorkbook\0".encode("utf-16-le") + b"\0\0"


def test_shipped_directory_survives_being_read_and_written() -> None:
    stream = unpacked(streams_of(project_of(shipped_book()))["VBA/dir"])
    cookie = (
        stream.index(struct.pack("<HIHHI", 0x0F, 2, 6, 0x13, 2)) + 14
    )  # the project's, which is always written anew
    assert Directory.of(stream).serialised() == stream[:cookie] + b"\xff\xff" + stream[cookie + 2 :]


@pytest.mark.parametrize("size", [3, 500, -6], ids=["half a record", "no modules", "no end"])
def test_damaged_directories_are_refused(size: int) -> None:
    stream = unpacked(streams_of(project_of(shipped_book()))["VBA/dir"])
    with pytest.raises(MacroError, match="damaged"):
        Directory.of(stream[:size])


def test_references_are_office_alone() -> None:
    assert seed().libraries == ("Office",)
    directory = unpacked(streams_of(project().to_bytes())["VBA/dir"])
    assert b"{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}" in directory  # Microsoft's identity of the Office library
    assert b"MSForms" not in directory
    assert b"felix" not in directory


def revealed(hidden: str) -> tuple[int, int, bytes]:
    """Version, project key and data of an obscured entry: [MS-OVBA] 2.4.3.3, Decryption."""
    first, *rest = bytes.fromhex(hidden)
    plain = [rest[1] ^ first]
    for place in range(2, len(rest)):
        plain.append(rest[place] ^ (rest[place - 2] + plain[-1]) & 0xFF)
    data = bytes(plain[1 + (first & 6) // 2 :])
    assert int.from_bytes(data[:4], "little") == len(data) - 4
    return rest[0] ^ first, plain[0], data[4:]


def entries(stream: bytes) -> dict[str, str]:
    pairs = (line.partition("=")[::2] for line in stream.decode("ascii").splitlines() if "=" in line)
    return {key: value.strip('"') for key, value in pairs}


# [MS-OVBA] 3.1.6, the specification's own example of the stream
EXAMPLE = b"""ID="{917DED54-440B-4FD1-A5C1-74ACF261E600}"
CMG="0705D8E3D8EDDBF1DBF1DBF1DBF1"
DPB="0E0CD1ECDFF4E7F5E7F5E7"
GC="1517CAF1D6F9D7F9D706"
"""


@pytest.mark.parametrize("origin", ["the specification", "Excel", "gapsheet"])
def test_project_is_not_locked_has_no_password_and_can_be_seen(origin: str) -> None:
    projects = {"Excel": project_of(shipped_book()), "gapsheet": project().to_bytes()}
    said = entries(streams_of(projects[origin])["PROJECT"] if origin in projects else EXAMPLE)
    key = sum(said["ID"].encode("ascii")) % 256
    assert revealed(said["CMG"]) == (2, key, bytes(4))
    assert revealed(said["DPB"]) == (2, key, b"\0")
    assert revealed(said["GC"]) == (2, key, b"\xff")


def test_obscured_entries_have_the_lengths_of_the_grammar() -> None:
    lengths = {key: len(value) for key, value in unprotected("{5CF9CDAB-B77B-4FE4-BD7E-D29900070E1B}").items()}
    assert lengths == {"CMG": 22, "DPB": 16, "GC": 16}  # [MS-OVBA] 2.3.1.15 to 2.3.1.17: 22 to 28, 16 up, 16 to 22


def test_seed_is_of_the_installed_version() -> None:
    assert seed().xlwings_version == version("xlwings")
    assert seed().xlwings_source == modules_of(project_of(shipped_book()))["xlwings.bas"]
    assert "BSD 3-clause license" in seed().xlwings_source


def test_missing_xlwings_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "find_spec", lambda name: None)
    with pytest.raises(MacroError, match="pip install xlwings"):
        shipped.seed.__wrapped__()


def test_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(MacroError, match=r"lacks its file .*gone\.xlsm; install it anew"):
        shipped.seed_of(tmp_path / "gone.xlsm")


@pytest.mark.parametrize(
    "content", [None, b"nothing", b"", "other"], ids=["no project", "no compound", "empty", "other"]
)
def test_useless_files_are_said_so(tmp_path: Path, content: bytes | str | None) -> None:
    book = tmp_path / "book.xlsm"
    with zipfile.ZipFile(book, "w") as container:
        container.writestr("xl/workbook.xml", b"<workbook/>")
        if content is not None:
            container.writestr("xl/vbaProject.bin", project().to_bytes() if content == "other" else content)
    with pytest.raises(MacroError, match=r"book\.xlsm"):
        shipped.seed_of(book)


def test_file_that_is_no_zip_is_said_so(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsm"
    book.write_bytes(b"PK, but no more")
    with pytest.raises(MacroError, match=r"book\.xlsm"):
        shipped.seed_of(book)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("1st", "not a VBA name"),
        ("two words", "not a VBA name"),
        ("", "not a VBA name"),
        ("größe", "not a VBA name"),
        ("_own", "not a VBA name"),
        ("a" * 32, "32 characters"),
        ("Function", "word of the VBA language"),
        ("date", "word of the VBA language"),
    ],
)
def test_names_that_vba_does_not_take_are_refused(name: str, said: str) -> None:
    with pytest.raises(MacroError, match=said):
        Module(name, ModuleKind.STANDARD)
    with pytest.raises(MacroError, match=said):
        project(name=name)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("x = 1\ny = 'ü'", r"line 2 holds 'ü'.*ChrW\(252\)"),
        ("x = " + "1" * 1020, r"line 1 has 1,024 characters"),
        ("x = 1 + _\n" * 25 + "1", "line 25: more than 24"),
        ('Attribute VB_Name = "other"\n', "attribute of the module"),
        ("x = 1\x00", "control character"),
        ("'\n" * 65_535, "65,535 lines"),
    ],
    ids=["not ASCII", "long line", "continued", "attribute", "control", "many lines"],
)
def test_text_that_vba_does_not_take_is_refused(code: str, said: str) -> None:
    with pytest.raises(MacroError, match=said):
        Module("m", ModuleKind.STANDARD, code)


def test_text_at_the_limits_is_taken() -> None:
    code = "x = " + "1" * 1019 + "\n" + "x = 1 + _\n" * 24 + "\t1\n"
    text = Module("a" * 31, ModuleKind.STANDARD, code).text
    assert text.replace("\r\n", "\n").endswith(code)


@pytest.mark.parametrize("name", ["GAPSHEET", "office", "Excel", "thisworkbook"])
def test_names_that_are_taken_are_refused(name: str) -> None:
    with pytest.raises(MacroError, match="choose another"):
        project(Module(name, ModuleKind.STANDARD))


def test_exactly_one_module_is_the_workbooks() -> None:
    with pytest.raises(MacroError, match="one module of the workbook"):
        VbaProject("gapsheet", (Module("m", ModuleKind.STANDARD),), seed())


def test_exported_text_loses_its_header_and_nothing_else() -> None:
    code = "Option Explicit\nPublic x\nEND\n"
    exported = (
        'VERSION 1.0 CLASS\nBEGIN\n  MultiUse = -1  \'True\nEND\nAttribute VB_Name = "c"\nAttribute VB_Exposed = True\n'
    )
    assert code_of(exported + code) == code
    assert code_of(Module("m", ModuleKind.STANDARD, code).text) == code.replace("\n", "\r\n")
