Attribute VB_Name = "gapsheet_cells"
'What goes from a cell's formula to Python and what comes back: ranges as values, errors as Excel's own.

Option Explicit
Option Private Module

Private Const NOT_AVAILABLE As Long = 2042  'the number of #N/A
Private Const WRONG_VALUE As Long = 2015    'the number of #VALUE!
Private Const LONGEST_TEXT As Long = 32767  'characters of a cell
Private Const LONGEST_IN_ARRAY As Long = 255    'Excel turns longer texts inside an array into #VALUE!

'An argument as a value: a range is read once, one that was left out is Empty, as a blank cell is.
'Optional, because only such an argument may be handed on after it was left out.
Public Function CellValue(Optional ByRef argument As Variant) As Variant
    If IsLeftOut(argument) Then
        CellValue = Empty
    ElseIf IsObject(argument) Then
        CellValue = RangeValue(argument)
    Else
        CellValue = argument
    End If
End Function

'What a cell receives: an error value for each text that stands for one, and no text longer than Excel takes.
Public Function Finished(ByRef result As Variant) As Variant
    If IsArray(result) Then
        Finished = FinishedArray(result)
    ElseIf IsEmpty(result) Or IsNull(result) Then
        Finished = CVErr(NOT_AVAILABLE)     'Empty would show as 0
    Else
        Finished = FinishedItem(result, LONGEST_TEXT)
    End If
End Function

'Whether Excel calls only to show a result in its function window while the arguments are being typed.
'The cheap question first; both must be answered yes, or workbooks would open with results missing.
Public Function InFunctionWizard() As Boolean
    On Error GoTo unknown
    If IsCommandBarOff() Then InFunctionWizard = IsFunctionWindowOpen()
    Exit Function
unknown:
    InFunctionWizard = False
End Function

Private Function IsLeftOut(Optional ByRef argument As Variant) As Boolean
    If IsMissing(argument) Then IsLeftOut = Not IsCellError(argument)
End Function

'An argument that was left out is an error, too, by its number 448. An error of a cell, from 2000 on, must never pass
'for one: the function would calculate with a default in its place.
Private Function IsCellError(Optional ByRef argument As Variant) As Boolean
    On Error Resume Next
    IsCellError = Val(Right$(CStr(argument), 4)) >= 2000    'CStr: "Error 2042", the word in Excel's language
End Function

Private Function RangeValue(ByVal area As Object) As Variant
    If area.Areas.Count > 1 Then
        RangeValue = CVErr(WRONG_VALUE)
    Else
        RangeValue = ValuesOf(UsedPart(area))
    End If
End Function

'Whole columns and rows end with the sheet's used range; they keep their beginning, so that those of one sheet still
'fit together. Of a sheet that ends before it, a column keeps its first cell.
Private Function UsedPart(ByVal area As Object) As Object
    Dim sheet As Object
    Dim last_row As Long
    Dim last_column As Long
    Set sheet = area.Worksheet
    last_row = area.Rows.Count
    last_column = area.Columns.Count
    If last_row = sheet.Rows.Count Then last_row = LastUsedRow(sheet)
    If last_column = sheet.Columns.Count Then last_column = LastUsedColumn(sheet)
    Set UsedPart = area
    If last_row < area.Rows.Count Or last_column < area.Columns.Count Then
        Set UsedPart = area.Resize(last_row, last_column)
    End If
End Function

Private Function LastUsedRow(ByVal sheet As Object) As Long
    LastUsedRow = sheet.UsedRange.Row + sheet.UsedRange.Rows.Count - 1
End Function

Private Function LastUsedColumn(ByVal sheet As Object) As Long
    LastUsedColumn = sheet.UsedRange.Column + sheet.UsedRange.Columns.Count - 1
End Function

Private Function FinishedArray(ByRef result As Variant) As Variant
    Dim block As Variant
    block = result
    Select Case Dimensions(block)
        Case 1
            FinishRow block
            FinishedArray = block
        Case 2
            FinishRows block
            FinishedArray = block
        Case Else
            FinishedArray = CVErr(NOT_AVAILABLE)    'an array without elements, which no cell can show
    End Select
End Function

Private Sub FinishRow(ByRef block As Variant)
    Dim place As Long
    For place = LBound(block) To UBound(block)
        block(place) = FinishedElement(block(place))
    Next place
End Sub

Private Sub FinishRows(ByRef block As Variant)
    Dim row_place As Long
    Dim column_place As Long
    For row_place = LBound(block, 1) To UBound(block, 1)
        For column_place = LBound(block, 2) To UBound(block, 2)
            block(row_place, column_place) = FinishedElement(block(row_place, column_place))
        Next column_place
    Next row_place
End Sub

'How many dimensions an array has, 0 where it has no elements.
Private Function Dimensions(ByRef block As Variant) As Long
    Dim last As Long
    On Error GoTo counted
    last = UBound(block, 1)
    If last < LBound(block, 1) Then Exit Function
    Dimensions = 1
    last = UBound(block, 2)
    Dimensions = 2
    Exit Function
counted:
End Function

'A blank among results is shown as a blank; Empty would show as 0.
Private Function FinishedElement(ByVal element As Variant) As Variant
    If IsEmpty(element) Or IsNull(element) Then
        FinishedElement = ""
    Else
        FinishedElement = FinishedItem(element, LONGEST_IN_ARRAY)
    End If
End Function

Private Function FinishedItem(ByVal item As Variant, ByVal longest As Long) As Variant
    If VarType(item) <> vbString Then
        FinishedItem = item
    ElseIf Left$(item, 10) = Chr$(1) & "gapsheet " Then
        FinishedItem = ErrorValue(Mid$(item, 11))
    ElseIf Len(item) > longest Then
        FinishedItem = Left$(item, longest - 1) & ChrW$(8230)   'an ellipsis
    Else
        FinishedItem = item
    End If
End Function

Private Function ErrorValue(ByVal number As String) As Variant
    Select Case number
        Case "2000", "2007", "2015", "2023", "2029", "2036", "2042"     'the errors that every Excel knows
            ErrorValue = CVErr(CLng(number))
        Case Else
            ErrorValue = CVErr(WRONG_VALUE)
    End Select
End Function
