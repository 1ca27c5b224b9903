"""Workbooks and formulas calculated without a spreadsheet program."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from gapsheet.errors import CellError, CircularReferenceError, DamagedWorkbookError
from gapsheet.hosts.engine import Engine, catalogue_functions
from gapsheet.hosts.formulas import Speller, called_functions, intersected, reads_other_files
from gapsheet.hosts.headless import Calculation, calculate, evaluate
from gapsheet.package.structure import Table
from support.books import LINKS, MAIN, PACKAGE, cell, rows, sheet, write_book


def given(*arguments: Any) -> str:
    """A function that says what arrived."""
    return repr(arguments)


FUNCTIONS = {"GIVEN": given, "_XLDUDF_GIVEN": given, "TRIPLE": lambda: [[1.0], [2.0], [3.0]]}


def calculated(folder: Path, *cells: str, **more: Any) -> Calculation:
    book = write_book(folder / "book.xlsx", {"Data": sheet(rows(*cells)), **more.pop("sheets", {})}, **more)
    return calculate(book, functions=FUNCTIONS)


def reasons(result: Calculation) -> dict[str, str]:
    return {kept.cell: kept.reason for kept in result.kept}


class TestArguments:
    @pytest.mark.parametrize(
        ("formula", "arrived"),
        [
            ("GIVEN(1,,3)", "(1.0, None, 3.0)"),
            ("GIVEN(1,)", "(1.0, None)"),
            ("GIVEN(,1)", "(None, 1.0)"),
            ("GIVEN( , )", "(None, None)"),
            ("GIVEN()", "()"),
            ('GIVEN("a,,b",1)', "('a,,b', 1.0)"),
            ("GIVEN('a,,b'!A1)", "(8.0,)"),
            ("GIVEN(SUM(1,,2),)", "(3.0, None)"),
            ("GIVEN({1,2})", "([[1.0, 2.0]],)"),
            ("given(Z9)", "(None,)"),
            ("_xldudf_GIVEN(2)", "(2.0,)"),
            ("_xldudf_GIVEN(,2)", "(None, 2.0)"),
            ("[1]!GIVEN(2)", "(2.0,)"),
            (r"'C:\some folder\gapsheet.xlam'!GIVEN(2,)", "(2.0, None)"),
            ("gapsheet.xlam!GIVEN(2)", "(2.0,)"),
            ("GIVEN(1/0)", "({'type': 'Error', 'kind': 'Div'},)"),
        ],
    )
    def test_arguments_arrive_as_they_stand_in_the_formula(self, tmp_path: Path, formula: str, arrived: str) -> None:
        text = formula.replace("&", "&amp;").replace('"', "&quot;")
        result = calculated(tmp_path, cell("A1", text), sheets={"a,,b": sheet(rows(cell("A1", value="8")))})
        assert result.value("Data", "A1") == arrived
        assert result.kept == ()

    def test_empty_arguments_of_shared_formulas_are_blank_too(self, tmp_path: Path) -> None:
        result = calculated(
            tmp_path,
            cell("A1", value="5"),
            cell("B1", '<f t="shared" ref="B1:B2" si="0">GIVEN(A1,)</f>'),
            cell("A2", value="6"),
            cell("B2", '<f t="shared" si="0"/>'),
        )
        assert [result.value("Data", name) for name in ("B1", "B2")] == ["(5.0, None)", "(6.0, None)"]

    def test_what_stands_for_an_empty_argument_shows_nowhere_else(self, tmp_path: Path) -> None:
        own = sheet(rows(cell("A1", "GIVEN(1,)"), cell("B1", "SHEETS()"), cell("C1", "COUNTA(B2:XFD1048576)")))
        result = calculated(tmp_path, cell("XFD1048576", value="1"), sheets={"It's own": own})
        assert [result.value("It's own", name) for name in ("A1", "B1", "C1")] == ["(1.0, None)", 2.0, 0.0]

    def test_errors_of_functions_reach_the_cell(self, tmp_path: Path) -> None:
        book = write_book(tmp_path / "b.xlsx", {"S": sheet(rows(cell("A1", "WAGE_GAP(1,0)"), cell("B1", "A1+1")))})
        result = calculate(book)
        assert result.value("S", "A1") == result.value("S", "B1") == CellError.DIV0
        assert result.kept == ()

    def test_numbers_that_are_none_become_num(self, tmp_path: Path) -> None:
        book = write_book(tmp_path / "b.xlsx", {"S": sheet(rows(cell("A1", "F(1)"), cell("B1", "F(2)")))})
        result = calculate(book, functions={"F": lambda n: float("nan") if n == 1 else float("inf")})
        assert (result.value("S", "A1"), result.value("S", "B1")) == (CellError.NUM, CellError.NUM)

    def test_the_catalogue_is_the_default(self, tmp_path: Path) -> None:
        book = write_book(tmp_path / "b.xlsx", {"S": sheet(rows(cell("A1", "WAGE_GAP(1966,2730)")))})
        assert calculate(book).value("S", "A1") == pytest.approx(764 / 2730, rel=1e-15)
        assert "WAGE_GAP" in catalogue_functions()


class TestGaps:
    @pytest.mark.parametrize(
        ("formula", "reason"),
        [
            ("NOSUCH(1)", "the function NOSUCH is not known"),
            ("IFERROR(NOSUCH(1),0)", "the function NOSUCH is not known"),
            ("IF(FALSE,nosuch(1),0)", "the function NOSUCH is not known"),
            ("[1]Sheet1!A1", "it reads another workbook"),
            ("SUM('[1]My sheet'!A1,1)", "it reads another workbook"),
            ("IFERROR([1]Sheet1!A1,0)", "it reads another workbook"),
            ("missing_name*2", "a name or function the calculation does not know"),
            ("1+", "a formula the calculation cannot read"),
            ("[1]!GIVEN(" + "(" * 3000, "a formula the calculation cannot read"),
            ("SUM(A1:A2 A2:A3)", "a construct the calculation does not know"),
            ("Elsewhere!A1", "a reference the calculation cannot follow"),
            ('<f t="dataTable" ref="B1:B2" r1="A1"/>', "a data table"),
        ],
    )
    def test_what_cannot_be_calculated_keeps_its_value_and_feeds_others(
        self, tmp_path: Path, formula: str, reason: str
    ) -> None:
        result = calculated(tmp_path, cell("B1", formula, "42"), cell("C1", "B1+1", "0"), cell("D1", "C1*2", "0"))
        assert [result.value("Data", name) for name in ("B1", "C1", "D1")] == [42.0, 43.0, 86.0]
        assert reasons(result) == {"B1": reason}

    @pytest.mark.parametrize(("value", "kind", "fed"), [("abc", "str", "abcx"), ("1", "b", "TRUEx")])
    def test_kept_values_feed_with_their_type(self, tmp_path: Path, value: str, kind: str, fed: str) -> None:
        result = calculated(tmp_path, cell("A1", "NOSUCH()", value, kind), cell("B1", "A1&amp;&quot;x&quot;"))
        assert result.value("Data", "B1") == fed

    def test_kept_errors_feed_as_errors(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, cell("A1", "NOSUCH()", "#N/A", "e"), cell("B1", "IFNA(A1,7)"))
        assert result.value("Data", "B1") == 7.0

    def test_without_a_stored_value_the_error_is_shown_and_listed_once(self, tmp_path: Path) -> None:
        result = calculated(
            tmp_path, cell("A1", "NOSUCH()"), cell("B1", "A1+1"), cell("C1", "missing"), cell("D1", "1")
        )
        assert [result.value("Data", name) for name in ("A1", "B1", "C1", "D1")] == [CellError.NAME] * 3 + [1.0]
        assert reasons(result) == {
            "A1": "the function NOSUCH is not known",
            "C1": "a name or function the calculation does not know",
        }

    def test_an_undefined_external_name_does_not_stop_the_rest(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, cell("A1", "[1]Sheet1!A1"), cell("B1", "1+1"))
        assert result.value("Data", "A1") == CellError.NAME
        assert result.value("Data", "B1") == 2.0
        assert reasons(result) == {"A1": "it reads another workbook"}

    def test_true_errors_are_calculated_not_kept(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, cell("A1", "1/0", "5"), cell("B1", "A1", "5"), cell("C1", "NA()", "5"))
        assert [result.value("Data", name) for name in ("A1", "B1", "C1")] == [CellError.DIV0] * 2 + [CellError.NA]
        assert result.kept == ()

    @pytest.mark.parametrize(
        ("formula", "value"),  # as Excel has them: these functions never give back the error that they are asked about
        [
            ("ISERROR(YEAR(-1))", True),
            ("ISNUMBER(MEDIAN(A2:A3))", False),
            ("ISNA(MEDIAN(A2:A3))", False),
            ("ISERR(MEDIAN(A2:A3))", True),
            ("ISNA(MEDIAN(A3:A4))", True),
            ("ISERR(MEDIAN(A3:A4))", False),
            ("ISTEXT(TRIM(A2))", False),
            ("ISNONTEXT(TRIM(A2))", True),
            ('IF(ISERROR(DATEVALUE("x")),7,8)', 7.0),
            ("NOT(ISLOGICAL(YEAR(-1)))", True),
            ("ISNUMBER(MEDIAN(A3:A3))", True),
            ("IF(ISERROR(1/0),YEAR(-1),0)", CellError.NUM),
            ("IF(ISERROR(TRIM(A2)),ISNUMBER(TRIM(A4)),9)", False),
        ],
    )
    def test_questions_about_errors_are_answered(self, tmp_path: Path, formula: str, value: object) -> None:
        cells = (cell("A1", formula.replace('"', "&quot;"), "1"), cell("A2", "1/0"), cell("A3", value="2"))
        result = calculated(tmp_path, *cells, cell("A4", "NA()"))
        assert result.values["Data"][1, 1] == value
        assert not result.kept

    def test_which_of_two_errors_it_was_is_not_guessed(self, tmp_path: Path) -> None:
        """In Excel TRUE; the engine's own error is at least seen."""
        cells = (cell("A1", "AND(ISERR(TRIM(A2)),ISNA(TRIM(A4)))", "1"), cell("A2", "1/0"), cell("A4", "NA()"))
        assert calculated(tmp_path, *cells).values["Data"][1, 1] == CellError.DIV0

    def test_a_stored_name_error_of_an_unknown_name_is_no_news(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, cell("A1", "missing", "#NAME?", "e"))
        assert result.value("Data", "A1") == CellError.NAME
        assert result.kept == ()

    def test_texts_that_look_like_calls_are_no_calls(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, cell("A1", "&quot;NOSUCH(1)&quot;"))
        assert result.value("Data", "A1") == "NOSUCH(1)"
        assert result.kept == ()

    def test_long_chains_behind_a_gap_are_calculated(self, tmp_path: Path) -> None:
        chain = [cell(f"A{n}", f"A{n - 1}+1", "0") for n in range(2, 200)]
        result = calculated(tmp_path, cell("A1", "missing", "1"), *chain)
        assert result.value("Data", "A199") == 199.0
        assert list(reasons(result)) == ["A1"]

    def test_a_value_that_opens_a_branch_with_another_gap_is_followed(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, cell("A1", "missing", "1"), cell("B1", "IF(A1=1,other,0)", "9"), cell("C1", "B1"))
        assert result.value("Data", "C1") == 9.0
        assert sorted(reasons(result)) == ["A1", "B1"]


class TestRings:
    RING = (cell("A1", "B1+1", "5"), cell("B1", "A1/2", "6"), cell("C1", "A1*2", "0"), cell("D1", "7", "0"))

    def test_a_ring_is_refused_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(CircularReferenceError, match=r"book\.xlsx: Data!A1, Data!B1 refer to themselves in a ring"):
            calculated(tmp_path, *self.RING)

    def test_a_cell_that_refers_to_itself_is_refused_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(CircularReferenceError, match=r"book\.xlsx: Data!A1 refers to itself; break the ring"):
            calculated(tmp_path, cell("A1", "A1+1", "5"))

    def test_a_permitted_ring_keeps_its_values(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, *self.RING, after='<calcPr calcId="191029" iterate="1"/>')
        assert [result.value("Data", name) for name in ("A1", "B1", "C1", "D1")] == [5.0, 6.0, 10.0, 7.0]
        assert sorted(reasons(result)) == ["A1", "B1"]

    def test_a_ring_that_is_never_run_through_is_none(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, cell("A1", "IF(TRUE,1,B1)"), cell("B1", "A1+1"))
        assert result.value("Data", "B1") == 2.0


class TestArrays:
    SOURCE = tuple(cell(f"A{n}", value=str(n)) for n in (1, 2, 3))

    def spill(self, ref: str, formula: str, *members: str, dynamic: bool = True, value: str | None = "0") -> list[str]:
        mark = ' cm="1"' if dynamic else ""
        anchor = cell("C1", f'<f t="array" ref="{ref}">{formula}</f>', value, attributes=mark)
        below = [[self.SOURCE[n - 1], *members[n - 2 : n - 1]] for n in (2, 3)]
        return [self.SOURCE[0], anchor, cell("E1", "SUM(C1:C9)"), *below[0], *below[1]]

    def test_spilled_cells_get_their_values(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, *self.spill("C1:C3", "A1:A3*2", cell("C2", value="0"), cell("C3", value="0")))
        assert [result.value("Data", name) for name in ("C1", "C2", "C3", "E1")] == [2.0, 4.0, 6.0, 12.0]
        assert result.spills == {"Data": {(1, 3): (3, 1)}}
        assert result.kept == ()

    def test_a_spill_can_grow(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, *self.spill("C1:C2", "A1:A3*2", cell("C2", value="0")))
        assert [result.value("Data", name) for name in ("C3", "E1")] == [6.0, 12.0]
        assert result.sheets[0].refs == {(1, 3): "C1:C3"}

    def test_a_spill_can_shrink(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, *self.spill("C1:C3", "A1:A2*2", cell("C2", value="9"), cell("C3", value="9")))
        assert [result.value("Data", name) for name in ("C2", "C3", "E1")] == [4.0, None, 6.0]
        assert result.sheets[0].refs == {(1, 3): "C1:C2"}

    def test_a_fixed_array_of_another_size_is_kept_whole(self, tmp_path: Path) -> None:
        members = (cell("C2", value="20"),)
        result = calculated(tmp_path, *self.spill("C1:C2", "A1:A3*2", *members, dynamic=False, value="10"))
        assert [result.value("Data", name) for name in ("C1", "E1")] == [10.0, 30.0]
        assert reasons(result) == {"C1": "an array result of another size than its range"}

    def test_an_array_formula_of_one_cell_shows_the_first_value(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, *self.spill("C1", "A1:A3*2", dynamic=False))
        assert [result.value("Data", name) for name in ("C1", "E1")] == [2.0, 2.0]

    def test_a_fresh_array_formula_takes_its_place(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, cell("A1", '<f t="array" ref="A1">TRIPLE()</f>'), cell("B1", "SUM(A1:A5)"))
        assert [result.value("Data", name) for name in ("A1", "A3", "B1")] == [1.0, 3.0, 6.0]
        assert result.values["Data"][3, 1] == 3.0

    def test_an_ordinary_formula_takes_the_cell_of_its_own_row(self, tmp_path: Path) -> None:
        cells = [self.SOURCE[0], self.SOURCE[1], cell("B2", "A1:A3*10"), self.SOURCE[2], cell("B3", "A$1:A$3")]
        result = calculated(tmp_path, *cells, cell("D7", "A1:A3"))
        assert [result.value("Data", name) for name in ("B2", "B3", "D7")] == [20.0, 3.0, CellError.VALUE]

    def test_a_table_in_an_ordinary_formula_shows_its_first_cell(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, cell("A1", "TRIPLE()"), cell("B1", "SUM(A1:A9)"))
        assert [result.value("Data", name) for name in ("A1", "B1")] == [1.0, 1.0]

    def test_a_place_in_a_refused_table_is_the_refusal_and_not_what_stood_there_before(self, tmp_path: Path) -> None:
        cells = (cell("A1", "INDEX(TREND_SUMMARY({1,2,4},,7),1,3)", "0.25"), cell("B1", "A1*2", "0.5"))
        result = calculate(write_book(tmp_path / "book.xlsx", {"Data": sheet(rows(*cells))}))
        assert [result.value("Data", name) for name in ("A1", "B1")] == [CellError.NUM, CellError.NUM]
        assert result.kept == ()

    def test_a_blocked_spill_keeps_its_value(self, tmp_path: Path) -> None:
        cells = (
            cell("A1", '<f t="array" ref="A1">TRIPLE()</f>', "4", attributes=' cm="1"'),
            cell("A2", value="x", kind="str"),
        )
        assert reasons(calculated(tmp_path, *cells)) == {"A1": "an array result without room to spill"}


class TestTables:
    TABLE = (
        f'<table xmlns="{MAIN}" id="1" name="Pay" displayName="Pay" ref="A1:B4" totalsRowCount="1">'
        '<tableColumns count="2"><tableColumn id="1" name="k"/><tableColumn id="2" name="pay per [year]"/>'
        "</tableColumns></table>"
    )
    LINK = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="t" Type="{LINKS}/table" Target="../tables/t.xml"/></Relationships>'
    )

    @pytest.mark.parametrize(
        ("formula", "value"),
        [
            ("SUM(Pay[k])", 3.0),
            ("INDEX(Pay[pay per '[year']],2)", 20.0),
            ("INDEX(Pay,1,2)", 10.0),
            ("ROWS(Pay[#All])", 4.0),
            ("ROWS(pay)", 2.0),
            ("INDEX(Pay[#Headers],1)", "k"),
            ("Pay[[#Totals],[k]]", 99.0),
            ("COUNT(Pay[[k]:[pay per '[year']]])", 4.0),
            ("IFERROR(INDEX(Pay[k],2),-1)", 2.0),
            ("VLOOKUP(2,Pay,2,0)", 20.0),
        ],
    )
    def test_structured_references_are_followed(self, tmp_path: Path, formula: str, value: Any) -> None:
        content = rows(
            cell("A1", value="k", kind="str"), cell("B1", value="pay per [year]", kind="str"),
            cell("A2", value="1"), cell("B2", value="10"), cell("A3", value="2"), cell("B3", value="20"),
            cell("A4", value="99"), cell("B4", value="30"), cell("D9", formula),
        )  # fmt: skip
        extra = {"xl/worksheets/_rels/page1.xml.rels": self.LINK, "xl/tables/t.xml": self.TABLE}
        result = calculate(write_book(tmp_path / "b.xlsx", {"Data": sheet(content)}, extra=extra))
        assert result.value("Data", "D9") == value
        assert result.kept == ()

    def test_this_row_is_the_row_of_the_formula(self) -> None:
        table = Table("Pay", "It's", "B2:C9", ("k", "v"), 1, 0)
        assert table.reference("[@v]", 5) == table.reference("[[#This Row],[v]]", 5) == "'It''s'!C5"
        assert table.reference("[@]", 5) == "'It''s'!B5:C5"

    def test_unknown_specifiers_are_left_alone(self) -> None:
        table = Table("Pay", "S", "B2:C9", ("k", "v"), 1, 0)
        assert table.reference("[nope]") is None
        assert table.reference("[#Totals]") is None


class TestDates:
    def test_dates_are_serial_numbers(self, tmp_path: Path) -> None:
        assert calculated(tmp_path, cell("A1", "DATE(2024,1,1)")).value("Data", "A1") == 45292.0

    def test_old_macintosh_dates_count_from_1904(self, tmp_path: Path) -> None:
        result = calculated(tmp_path, cell("A1", "DATE(2024,1,1)"), before='<workbookPr date1904="1"/>')
        assert result.value("Data", "A1") == 43830.0

    def test_the_clock_can_be_set(self, tmp_path: Path) -> None:
        book = write_book(tmp_path / "b.xlsx", {"S": sheet(rows(cell("A1", "TODAY()"), cell("B1", "NOW()")))})
        noon = calculate(book, clock=datetime(2024, 1, 1, 12))
        assert (noon.value("S", "A1"), noon.value("S", "B1")) == (45292.0, 45292.5)
        assert calculate(book, clock=date(2024, 1, 2)).value("S", "B1") == 45293.0


class TestEvaluate:
    def test_a_formula_has_a_value(self) -> None:
        assert evaluate("=WAGE_GAP(1966,2730)").value == pytest.approx(764 / 2730, rel=1e-15)
        assert evaluate('"a"&"b"').value == "ab"

    def test_rows_of_values_come_out_of_arrays(self) -> None:
        assert evaluate("SEQUENCE(2,2)").value == [[1.0, 2.0], [3.0, 4.0]]

    @pytest.mark.parametrize(
        ("formula", "error", "reason"),
        [
            ("1/0", CellError.DIV0, ""),
            ("NOSUCH(1)", CellError.NAME, "the function NOSUCH is not known"),
            ("nosuch", CellError.NAME, "a name or function the calculation does not know"),
            ("SUM(", CellError.NAME, "a formula the calculation cannot read"),
        ],
    )
    def test_errors_of_the_formula_itself_are_explained(self, formula: str, error: CellError, reason: str) -> None:
        assert (evaluate(formula).value, evaluate(formula).reason) == (error, reason)

    @pytest.mark.parametrize(
        ("formula", "value"),
        [
            ("INDEX(REBASED_INDEX({5;6;7},2),3)", 700 / 6),
            ("INDEX( TARGET_PATH(8,18,2024,2026) , 2, 2)", 12.0),
            ("SUM(INDEX(TARGET_PATH(8,18,2024,2026),0,2))", 38.0),
            ("INDEX(TREND_SUMMARY({1,2},{1,2}),1,4)", 2.0),  # the place beside it is #N/A
            ("INDEX(TREND_SUMMARY({1,2},{1,2}),1,3)", CellError.NA),
            ('INDEX(TARGET_PATH(8,"x",2024,2026),2,2)', CellError.VALUE),
            ("INDEX(REBASED_INDEX({5;6;7},INDEX(REBASED_INDEX({1;-2}),2)),2)", CellError.NUM),
            ("INDEX(REBASED_INDEX({5;6}),3)", CellError.REF),
        ],
    )
    def test_index_takes_a_place_of_a_table_or_its_error(self, formula: str, value: Any) -> None:
        found = evaluate(formula).value
        assert found == (value if isinstance(value, CellError) else pytest.approx(value))

    def test_empty_arguments_are_blank(self) -> None:
        assert evaluate("WAGE_GAP(1,)").value == CellError.NA


class TestFormulas:
    def test_calls_are_found_outside_of_texts(self) -> None:
        formula = "SUM(a,IF(b,1))&\"NO(1)\"&'NO(2)'!A1&x.y(2)&{1,2}&A1:A9 (A2:A3)"
        assert list(called_functions(formula)) == ["SUM", "IF", "X.Y"]

    def test_links_to_other_files_are_told_from_tables(self) -> None:
        formulas = ("[1]S!A1", "'[2]a b'!A1", "SUM(1,[3]!name)", "Pay[1]", "Pay[[1]:[2]]", '"[1]"')
        assert [reads_other_files(formula) for formula in formulas] == [True, True, True, False, False, False]

    def test_what_needs_no_respelling_stays(self) -> None:
        speller = Speller.of({"F"}, "blank!A1", lambda name, specifier, row: None, ())
        for formula in ("F(1,2)", "G(1,,2)", "A1+Sheet2!B2", "Unknown[Column]", '"F(1,)"'):
            assert speller.respelled(formula) == formula

    @pytest.mark.parametrize(
        ("formula", "one"),
        [
            ("A1:A3*2", "@A1:A3*2"),
            ("SUM(A1:A3)*'a b'!B1:B3", "SUM(A1:A3)*@'a b'!B1:B3"),
            ('"A1:A3"&B1:B3', '"A1:A3"&@B1:B3'),
            ("F(A1:A3)", "@F(A1:A3)"),
            ("ABS(A1:A3)", None),
        ],
    )
    def test_ranges_outside_of_functions_give_one_cell(self, formula: str, one: str | None) -> None:
        assert intersected(formula, {"F"}) == one


def test_a_sheet_larger_than_the_engine_would_take_by_itself_is_calculated(tmp_path: Path) -> None:
    """134 million bytes of one part are its own limit, which a staff list of 100,000 people passes."""
    cells = sheet(rows(cell("A1", value="21"), cell("A2", "A1*2")))
    book, large = write_book(tmp_path / "book.xlsx", {"Data": cells}), tmp_path / "large.xlsx"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name).replace(b"<sheetData>", b"<sheetData>" + b" " * 140_000_000))
    engine = Engine.load(str(large))
    engine.evaluate()
    assert engine.value("Data", 2, 1) == 42.0


@pytest.mark.parametrize("aside", [True, False])
def test_many_formulas_are_judged_each_even_where_digits_are_left_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, aside: bool
) -> None:
    """Beside columns that need nothing stand formulas that differ from their neighbours in no more than a digit."""
    monkeypatch.setattr("gapsheet.hosts.run._MOST_INSPECTED", 0)
    if not aside:
        monkeypatch.setattr("gapsheet.hosts.formulas.Known.plain_alike_in", lambda known, content: lambda shape: False)
    cells = [
        item
        for row in range(1, 41)
        for item in (
            cell(f"A{row}", value=str(row)),
            cell(f"B{row}", f"A{row}*2"),
            cell(f"C{row}", f"LOG{11 if row == 7 else 10}(A{row})", "5"),
            cell(f"D{row}", f"LEN(A{row})" if row != 9 else "LEN(A1:A9)", "6"),
            cell(f"E{row}", f"SUM(A{row},B{row})" if row != 8 else '<f t="shared" ref="E8" si="0">GIVEN(A8,)</f>', "7"),
        )
    ]
    result = calculated(tmp_path, *cells)
    assert [result.value("Data", f"B{row}") for row in (1, 40)] == [2.0, 80.0]
    assert [result.value("Data", name) for name in ("C10", "D10", "E10")] == [1.0, 2.0, 30.0]
    assert result.value("Data", "E8") == "(8.0, None)"
    assert {kept.cell: kept.stored for kept in result.kept} == {"C7": 5.0, "D9": 6.0}


def test_damaged_shared_strings_are_named(tmp_path: Path) -> None:
    """Though they are not looked at before the engine has loaded the file, which would not tell."""
    links = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rel1" Type="{LINKS}/worksheet" Target="worksheets/page1.xml"/>'
        f'<Relationship Id="rel2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    strings = f'<sst xmlns="{MAIN}"><si><t>text</t></si></sst>'
    extra = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": links}
    cells = rows(cell("A1", "1+1"), cell("B1", value="0", kind="s"))
    book = write_book(tmp_path / "book.xlsx", {"One": sheet(cells)}, extra=extra)
    content = bytearray(book.read_bytes())
    start = content.index(b"xl/sharedStrings.xml") + len("xl/sharedStrings.xml")
    content[start : start + 16] = bytes(byte ^ 0x55 for byte in content[start : start + 16])
    book.write_bytes(content)
    with pytest.raises(DamagedWorkbookError, match=r"book\.xlsx is damaged: xl/sharedStrings\.xml cannot be unpacked"):
        calculate(book)
