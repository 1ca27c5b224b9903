"""gapsheet's keys in xlwings' configuration: every byte of the others stays."""

from __future__ import annotations

import pytest

from gapsheet.errors import ConfigurationError
from gapsheet.install.settings import read, with_settings, without_settings

SETTINGS = {"GAPSHEET_INTERPRETER_WIN": r"C:\Python\python.exe", "GAPSHEET_VERSION": "0.1.0"}
WINDOWS = b'"GAPSHEET_INTERPRETER_WIN","C:\\Python\\python.exe"\r\n"GAPSHEET_VERSION","0.1.0"\r\n'
UNIX = b'"GAPSHEET_INTERPRETER_WIN","C:\\Python\\python.exe"\n"GAPSHEET_VERSION","0.1.0"\n'
BARE = b'"GAPSHEET_INTERPRETER_WIN","C:\\Python\\python.exe"\r\n"GAPSHEET_VERSION","0.1.0"'
MARK = b"\xef\xbb\xbf"

FOREIGN = {
    "an empty file": (b"", WINDOWS),
    "lines of xlwings": (b'"INTERPRETER_WIN","D:\\py.exe"\r\n', WINDOWS + b'"INTERPRETER_WIN","D:\\py.exe"\r\n'),
    "no final line end": (b'"SHOW CONSOLE","True"', WINDOWS + b'"SHOW CONSOLE","True"'),
    "line ends of Unix": (b'"A","1"\n\n# note\n', UNIX + b'"A","1"\n\n# note\n'),
    "mixed line ends": (b'"A","1"\n"B","2"\r\n\r\n', UNIX + b'"A","1"\n"B","2"\r\n\r\n'),
    "only blank lines": (b"\r\n\r\n", WINDOWS + b"\r\n\r\n"),
    "bytes of no encoding": (b'"P","C:\\\x81\xff\xfe\x90"\r\n', WINDOWS + b'"P","C:\\\x81\xff\xfe\x90"\r\n'),
    "Japanese in cp932": (b'"P","C:\\\x83\x5c\x95\x5c"\r\n', WINDOWS + b'"P","C:\\\x83\x5c\x95\x5c"\r\n'),
    "a key that only looks like ours": (b'"GAPSHEET","1"\r\n', WINDOWS + b'"GAPSHEET","1"\r\n'),
    "a comment that names ours": (b'# "GAPSHEET_VERSION","9"\r\n', WINDOWS + b'# "GAPSHEET_VERSION","9"\r\n'),
    "a byte order mark": (MARK + b'"A","1"\r\n"B","2"', MARK + b'"A","1"\r\n' + WINDOWS + b'"B","2"'),
    "a byte order mark, one open line": (MARK + b'"A","1"', MARK + b'"A","1"\r\n' + BARE),
    "nothing but a byte order mark": (MARK, MARK + b"\r\n" + BARE),
}
foreign = pytest.mark.parametrize(("before", "after"), FOREIGN.values(), ids=FOREIGN)


@foreign
def test_our_keys_join_and_every_other_byte_stays(before: bytes, after: bytes) -> None:
    assert with_settings(before, SETTINGS, "cp1252") == after


@foreign
def test_taking_them_out_gives_the_file_as_it_was(before: bytes, after: bytes) -> None:
    assert without_settings(after) == before


@foreign
def test_a_file_that_has_them_is_not_touched(before: bytes, after: bytes) -> None:
    assert with_settings(after, SETTINGS, "cp1252") == after


@pytest.mark.parametrize(
    "before",
    [
        b'"A","1"\r\n"GAPSHEET_VERSION","0.0.9"\r\n"B","2"\r\n',
        b'"GAPSHEET_VERSION","0.1.0"\r\n"A","1"\r\n"GAPSHEET_VERSION","0.1.0"\r\n"B","2"\r\n',
        b'"A","1"\r\n"gapsheet_version","0.1.0"\r\n"B","2"\r\n',
        b'"A","1"\r\n"GAPSHEET_VERSION", "0.1.0"\r\n"B","2"\r\n',
        b'"A","1"\r\n"B","2"\r\n"GAPSHEET_OLD_KEY","x"',
    ],
    ids=["an older value", "twice", "small letters", "a blank that VBA does not expect", "a key no longer used"],
)
def test_earlier_keys_of_ours_give_way(before: bytes) -> None:
    others = b'"A","1"\r\n"B","2"' + (b"" if before.endswith(b'"x"') else b"\r\n")
    assert with_settings(before, SETTINGS, "cp1252") == WINDOWS + others


def test_a_key_that_a_byte_order_mark_hides_from_vba_is_written_where_it_can_be_read() -> None:
    assert with_settings(MARK + WINDOWS + b'"A","1"\r\n', SETTINGS, "cp1252") == MARK + b'"A","1"\r\n' + WINDOWS


def test_a_line_that_another_program_continued_is_not_ours_to_remove() -> None:
    glued = b'"GAPSHEET_VERSION","0.1.0""LICENSE_KEY","secret"\r\n'
    assert without_settings(glued) == glued


def test_values_are_written_in_the_code_page_of_windows() -> None:
    assert with_settings(b"", {"GAPSHEET_TEMPLATES": "C:\\José"}, "cp1252") == b'"GAPSHEET_TEMPLATES","C:\\Jos\xe9"\r\n'
    assert with_settings(b"", {"GAPSHEET_TEMPLATES": "C:\\表"}, "cp932") == b'"GAPSHEET_TEMPLATES","C:\\\x95\x5c"\r\n'


def test_a_path_that_the_code_page_lacks_is_refused_with_the_cure() -> None:
    with pytest.raises(ConfigurationError, match=r"王 holds 王, which Excel's VBA cannot read.*install Python"):
        with_settings(b'"A","1"\r\n', {"GAPSHEET_INTERPRETER_WIN": "C:\\王"}, "cp1252")


@pytest.mark.parametrize("value", ['C:\\a"b', "C:\\a\nb", "C:\\a\0"])
def test_a_value_that_would_break_the_line_is_refused(value: str) -> None:
    with pytest.raises(ConfigurationError, match="quotation mark or a control character"):
        with_settings(b"", {"GAPSHEET_TEMPLATES": value}, "cp1252")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf16_is_refused_with_the_cure(encoding: str) -> None:
    with pytest.raises(ConfigurationError, match="save it as ANSI"):
        with_settings('"A","1"\r\n'.encode(encoding), SETTINGS, "cp1252")


def test_of_several_lines_with_one_key_the_first_counts() -> None:
    content = b'"A","1"\n"gapsheet_version","0.1.0"\n"GAPSHEET_VERSION","9"\n"GAPSHEET_TEMPLATES","C:\\Jos\xe9"'
    assert read(content, "cp1252") == {"GAPSHEET_VERSION": "0.1.0", "GAPSHEET_TEMPLATES": "C:\\José"}
