Attribute VB_Name = "gapsheet_links"
'Other workbooks' ties to this add-in: links that lead to somebody else's copy, formulas that were never tied.
'
'On open, silently: links are pointed here, because the figures of a book that came from elsewhere otherwise stand on
'a file that this computer lacks; the book is not marked as changed by that, the repair is made again next time.
'Formulas are re-entered on open only where a call of gapsheet already shows #NAME?: there is nothing left to lose, and
'the book counts as changed because its figures have. A book that shows its stored figures stays as it is: re-entering
'would start Python, recalculate and ask to save a book that somebody only wanted to read. A book with links to other
'files or programs stays as it is, too: a formula that is entered follows its links at once, without the question that
'Excel asks of the user when such a book opens. The ribbon does both on request.

Option Explicit

Private Const EXCEL_LINKS As Long = 1           'xlExcelLinks, xlLinkTypeExcelLinks
Private Const OLE_LINKS As Long = 2             'xlOLELinks: objects and DDE, which starts programs
Private Const FORMULA_CELLS As Long = -4123     'xlCellTypeFormulas
Private Const ERROR_CELLS As Long = 16          'xlErrors
Private Const MANUAL As Long = -4135            'xlCalculationManual
Private Const UNKNOWN_NAME As Long = 2029       'the number of #NAME?

Private links_repaired As Long
Private formulas_bound As Long
Private formulas_refused As Long
Private sheets_skipped As String

Private is_quiet As Boolean
Private calculation_before As Variant
Private events_before As Boolean
Private screen_before As Boolean
Private alerts_before As Boolean

'Every open workbook, as if it were opened now: the add-in may have been loaded after them.
Public Sub RepairOpenBooks()
    Dim book As Object
    On Error Resume Next
    For Each book In Application.Workbooks
        RepairOnOpen book
    Next book
End Sub

'What is done when a workbook opens; a failure leaves the book as it was and is logged.
Public Sub RepairOnOpen(ByVal book As Object)
    Dim was_saved As Boolean
    On Error GoTo failed
    If book.IsAddin Then Exit Sub
    StartCounting
    was_saved = book.Saved
    RepairLinks book
    If links_repaired > 0 Then book.Saved = was_saved
    If LeadsElsewhere(book) Then Exit Sub
    If ShowsUnknownFunction(book) Then BindFormulas book
    Exit Sub
failed:
    LogLine "open", Err.Number, Err.Description
End Sub

'Links and formulas of one workbook that is known, and what is said of it.
Public Sub CheckBook(ByVal book As Object, ByRef said As String)
    Dim leads_elsewhere As Boolean
    MendLinks book, leads_elsewhere
    MendFormulas book, said
End Sub

'From the ribbon, first: the links of one workbook, and whether it still leads anywhere but to this add-in.
Public Sub MendLinks(ByVal book As Object, ByRef leads_elsewhere As Boolean)
    StartCounting
    RepairLinks book
    leads_elsewhere = LeadsElsewhere(book)
End Sub

'From the ribbon, then: its formulas, and what is said of both.
Public Sub MendFormulas(ByVal book As Object, ByRef said As String)
    BindFormulas book
    said = Summary()
End Sub

'Point links to any other gapsheet.xlam at this one.
Private Sub RepairLinks(ByVal book As Object)
    Dim sources As Variant
    Dim position As Long
    Dim lifted As Collection
    On Error GoTo failed
    sources = book.LinkSources(EXCEL_LINKS)
    If IsEmpty(sources) Then Exit Sub
    For position = LBound(sources) To UBound(sources)
        If IsOtherCopy(sources(position), ThisWorkbook.FullName) Then
            BeQuiet
            If lifted Is Nothing Then Set lifted = LiftProtection(book)
            book.ChangeLink sources(position), ThisWorkbook.FullName, EXCEL_LINKS
            links_repaired = links_repaired + 1
        End If
    Next position
    RestoreProtection lifted
    BeAsBefore
    Exit Sub
failed:
    LogLine "link", Err.Number, Err.Description
    RestoreProtection lifted
    BeAsBefore
End Sub

'Whether the workbook has links to anything but this add-in: to other files, to other programs, to a gapsheet.xlam that
'could not be replaced.
Private Function LeadsElsewhere(ByVal book As Object) As Boolean
    Dim sources As Variant
    Dim position As Long
    LeadsElsewhere = True
    If Not IsEmpty(book.LinkSources(OLE_LINKS)) Then Exit Function
    sources = book.LinkSources(EXCEL_LINKS)
    If Not IsEmpty(sources) Then
        For position = LBound(sources) To UBound(sources)
            If LCase$(sources(position)) <> LCase$(ThisWorkbook.FullName) Then Exit Function
        Next position
    End If
    LeadsElsewhere = False
End Function

'Re-enter every formula that calls a function of gapsheet, whatever it shows; protection, calculation, events and screen
'are put back whatever happens.
Private Sub BindFormulas(ByVal book As Object)
    Dim sheet As Object
    Dim lifted As Collection
    On Error GoTo failed
    BeQuiet
    Set lifted = LiftProtection(book)
    For Each sheet In book.Worksheets
        BindSheet sheet
    Next sheet
    RestoreProtection lifted
    BeAsBefore
    Exit Sub
failed:
    LogLine "formulas", Err.Number, Err.Description
    RestoreProtection lifted
    BeAsBefore
End Sub

Private Sub BindSheet(ByVal sheet As Object)
    Dim area As Object
    Dim cells As Object
    If sheet.ProtectContents Then
        sheets_skipped = sheets_skipped & IIf(sheets_skipped = "", "", ", ") & sheet.Name
        Exit Sub
    End If
    Set cells = CellsWith(sheet, False)
    If cells Is Nothing Then Exit Sub
    For Each area In cells.Areas
        BindArea area
    Next area
End Sub

'The formulas of an area are read at once; only those that count are touched one by one.
Private Sub BindArea(ByVal area As Object)
    Dim formulas As Variant
    Dim row As Long
    Dim column As Long
    formulas = area.Formula
    If Not IsArray(formulas) Then
        If NamesFunction(formulas) Then BindCell area
        Exit Sub
    End If
    For row = LBound(formulas, 1) To UBound(formulas, 1)
        For column = LBound(formulas, 2) To UBound(formulas, 2)
            If NamesFunction(formulas(row, column)) Then
                BindCell area.Cells(row - LBound(formulas, 1) + 1, column - LBound(formulas, 2) + 1)
            End If
        Next column
    Next row
End Sub

'Enter a cell's formula again: a spill by its first cell, an old array formula as one block, anything else by itself.
Private Sub BindCell(ByVal cell As Object)
    Dim block As Object
    Dim formula As Variant
    On Error GoTo refused
    If IsSpilled(cell) Then
        If cell.SpillParent.Address <> cell.Address Then Exit Sub
        formula = cell.Formula2
        cell.Formula2 = formula
    ElseIf cell.HasArray Then
        Set block = cell.CurrentArray
        If block.Cells(1, 1).Address <> cell.Address Then Exit Sub
        formula = block.FormulaArray
        block.FormulaArray = formula
    ElseIf KnowsFormula2(cell) Then
        formula = cell.Formula2
        cell.Formula2 = formula
    Else
        formula = cell.Formula
        cell.Formula = formula
    End If
    formulas_bound = formulas_bound + 1
    Exit Sub
refused:
    formulas_refused = formulas_refused + 1
    LogLine "formula", Err.Number, Err.Description
End Sub

'An Excel without spilling has no such property: then nothing spills.
Private Function IsSpilled(ByVal cell As Object) As Boolean
    On Error Resume Next
    IsSpilled = cell.HasSpill
End Function

'Read with Formula, a formula of a newer Excel gains @ signs when it is entered again; with Formula2 it stays itself.
Private Function KnowsFormula2(ByVal cell As Object) As Boolean
    Dim text As Variant
    On Error Resume Next
    text = cell.Formula2
    KnowsFormula2 = (Err.Number = 0)
End Function

'Whether some call of gapsheet shows #NAME?.
Private Function ShowsUnknownFunction(ByVal book As Object) As Boolean
    Dim sheet As Object
    Dim area As Object
    Dim cells As Object
    For Each sheet In book.Worksheets
        Set cells = CellsWith(sheet, True)
        If Not cells Is Nothing Then
            For Each area In cells.Areas
                ShowsUnknownFunction = HoldsUnknown(area)
                If ShowsUnknownFunction Then Exit Function
            Next area
        End If
    Next sheet
End Function

Private Function HoldsUnknown(ByVal area As Object) As Boolean
    Dim formulas As Variant
    Dim values As Variant
    Dim row As Long
    Dim column As Long
    formulas = area.Formula
    values = area.Value
    If Not IsArray(formulas) Then
        If IsUnknown(values) Then HoldsUnknown = NamesFunction(formulas)
        Exit Function
    End If
    For row = LBound(formulas, 1) To UBound(formulas, 1)
        For column = LBound(formulas, 2) To UBound(formulas, 2)
            If IsUnknown(values(row, column)) Then HoldsUnknown = NamesFunction(formulas(row, column))
            If HoldsUnknown Then Exit Function
        Next column
    Next row
End Function

Private Function IsUnknown(ByVal value As Variant) As Boolean
    If IsError(value) Then IsUnknown = (CStr(value) = CStr(CVErr(UNKNOWN_NAME)))
End Function

'The cells with formulas, or those of them that show an error; Nothing if there are none. SpecialCells raises then.
'It raises on a protected sheet, too: there all cells are looked at.
Private Function CellsWith(ByVal sheet As Object, ByVal errors_only As Boolean) As Object
    Set CellsWith = Nothing
    On Error Resume Next
    If sheet.ProtectContents Then
        Set CellsWith = sheet.UsedRange
    ElseIf errors_only Then
        Set CellsWith = sheet.UsedRange.SpecialCells(FORMULA_CELLS, ERROR_CELLS)
    Else
        Set CellsWith = sheet.UsedRange.SpecialCells(FORMULA_CELLS)
    End If
End Function

Private Sub StartCounting()
    links_repaired = 0
    formulas_bound = 0
    formulas_refused = 0
    sheets_skipped = ""
End Sub

Private Function Summary() As String
    Summary = "Links pointed at this add-in: " & links_repaired & vbCrLf & "Formulas entered again: " & formulas_bound
    If formulas_refused > 0 Then
        Summary = Summary & vbCrLf & "Formulas that Excel did not take again: " & formulas_refused & " (the log says why)"
    End If
    If sheets_skipped <> "" Then
        Summary = Summary & vbCrLf & "Sheets protected by a password left alone: " & sheets_skipped & _
            ". Unprotect them and check again."
    End If
End Function

'Calculation by hand, no events, no repainting, no questions. Some of these cannot be read while no book is open.
Private Sub BeQuiet()
    If is_quiet Then Exit Sub
    calculation_before = Empty
    On Error Resume Next
    calculation_before = Application.Calculation
    events_before = Application.EnableEvents
    screen_before = Application.ScreenUpdating
    alerts_before = Application.DisplayAlerts
    is_quiet = True
    Application.Calculation = MANUAL
    Application.EnableEvents = False
    Application.ScreenUpdating = False
    Application.DisplayAlerts = False
End Sub

Private Sub BeAsBefore()
    If Not is_quiet Then Exit Sub
    is_quiet = False
    On Error Resume Next
    Application.DisplayAlerts = alerts_before
    Application.ScreenUpdating = screen_before
    Application.EnableEvents = events_before
    If Not IsEmpty(calculation_before) Then Application.Calculation = calculation_before
End Sub
