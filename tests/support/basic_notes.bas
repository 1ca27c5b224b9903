Option VBASupport 1
Option Explicit

' What the steps of a test call to write down results: one line of JSON each.

' Write down a value under a name.
Public Sub Note(ByVal label As String, Optional ByRef noted As Variant)
    Dim channel As Integer
    Dim line_of_json As String
    line_of_json = Written(label, AsJson(noted))
    channel = FreeFile
    Open ResultsFile() For Append As #channel
    Print #channel, line_of_json
    Close #channel
End Sub

' Enter a formula into one cell, as a person types it into Excel, and write down what the cell shows.
Public Sub NoteCell(ByVal label As String, ByVal formula As String)
    ActiveSheet.Range("Z1").Formula = formula
    Note label, Shown(ThisComponent.Sheets(0).getCellRangeByName("Z1").getCellByPosition(0, 0))
    ActiveSheet.Range("Z1").ClearContents
End Sub

' Enter an array formula into a block of cells and write down what they show, row by row.
Public Sub NoteBlock(ByVal label As String, ByVal formula As String, ByVal block As String)
    Dim cells_read As Object
    Dim row As Long, column As Long
    Dim result() As Variant
    ActiveSheet.Range(block).FormulaArray = formula
    cells_read = ThisComponent.Sheets(0).getCellRangeByName(block)
    ReDim result(0 To cells_read.Rows.Count - 1, 0 To cells_read.Columns.Count - 1)
    For row = 0 To UBound(result, 1)
        For column = 0 To UBound(result, 2)
            result(row, column) = Shown(cells_read.getCellByPosition(column, row))
        Next column
    Next row
    Note label, result
    ActiveSheet.Range(block).ClearContents
End Sub

Private Function Shown(ByVal cell As Object) As Variant
    If cell.getError() <> 0 Then
        Shown = cell.String
    ElseIf cell.FormulaResultType2 = com.sun.star.sheet.FormulaResult.STRING Then
        Shown = cell.String
    Else
        Shown = cell.Value
    End If
End Function

Private Function Written(ByVal label As String, ByVal json As String) As String
    Written = "{""label"": " & Quoted(label) & ", ""value"": " & json & "}"
End Function

Private Function AsJson(Optional ByRef noted As Variant) As String
    If IsArray(noted) Then
        AsJson = ArrayJson(noted)
    ElseIf IsObject(noted) Then
        AsJson = "{""object"": " & Quoted(TypeName(noted)) & "}"
    ElseIf IsError(noted) Then
        AsJson = "{""error"": " & Mid(CStr(noted), 7) & "}"     ' a missing argument is error 448
    ElseIf IsEmpty(noted) Then
        AsJson = "null"
    ElseIf IsNull(noted) Then
        AsJson = "{""nothing"": true}"
    ElseIf VarType(noted) = vbString Then
        AsJson = Quoted(noted)
    ElseIf VarType(noted) = vbBoolean Then
        AsJson = IIf(noted, "true", "false")
    Else
        AsJson = NumberJson(Trim(Str(noted)))
    End If
End Function

' Basic writes .5 and -.5.
Private Function NumberJson(ByVal number As String) As String
    If Left(number, 1) = "." Then number = "0" & number
    If Left(number, 2) = "-." Then number = "-0" & Mid(number, 2)
    NumberJson = number
End Function

Private Function ArrayJson(ByRef noted As Variant) As String
    Dim row As Long, column As Long
    Dim rows_of_json As String, row_of_json As String
    Dim last_column As Long
    last_column = LastColumn(noted)
    For row = LBound(noted, 1) To UBound(noted, 1)
        If last_column = -99 Then
            row_of_json = AsJson(noted(row))
        Else
            row_of_json = ""
            For column = LBound(noted, 2) To last_column
                row_of_json = row_of_json & IIf(row_of_json = "", "", ", ") & AsJson(noted(row, column))
            Next column
            row_of_json = "[" & row_of_json & "]"
        End If
        rows_of_json = rows_of_json & IIf(rows_of_json = "", "", ", ") & row_of_json
    Next row
    ArrayJson = "[" & rows_of_json & "]"
End Function

' The last position of the second dimension; -99 where there is one dimension only.
Private Function LastColumn(ByRef noted As Variant) As Long
    LastColumn = -99
    On Error Resume Next
    LastColumn = UBound(noted, 2)
End Function

Private Function Quoted(ByVal text As String) As String
    Dim position As Long
    Dim code As Long
    Dim result As String
    For position = 1 To Len(text)
        code = AscW(Mid(text, position, 1))
        If code < 0 Then code = code + 65536
        If code < 32 Or code > 126 Or code = 34 Or code = 92 Then
            result = result & "\u" & Right("000" & Hex(code), 4)
        Else
            result = result & ChrW(code)
        End If
    Next position
    Quoted = """" & result & """"
End Function
