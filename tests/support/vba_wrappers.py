"""Stand-ins for Excel, the connection and the log, on which the VBA of the functions runs in LibreOffice."""

from __future__ import annotations

from importlib import resources

STAND_INS = {
    "gapsheet_connection": """
Option Explicit
Public calls As Long
Public readings As Long
Private sent_name As String
Private sent_arguments As Variant
Private answer As Variant
Private is_failing As Boolean

Public Function CallPython(ByVal function_name As String, ByVal arguments As Variant) As Variant
    calls = calls + 1
    sent_name = function_name
    sent_arguments = arguments
    If is_failing Then Err.Raise 1004, "stand-in", "C:\\Users\\somebody\\secret.py"
    CallPython = answer
End Function

Public Sub Answers(ByVal value As Variant)
    answer = value
    is_failing = False
End Sub

Public Sub Fails()
    is_failing = True
End Sub

Public Function Sent() As Variant
    Sent = Array(calls, readings, sent_name, sent_arguments)
End Function

Public Sub StartCounting()
    calls = 0
    readings = 0
    sent_name = ""
    sent_arguments = Empty
End Sub

Public Sub Cell(ByVal label As String, ByVal formula As String)
    StartCounting
    NoteCell label, formula
    Note label & ", sent", Sent()
    StartCounting
End Sub

Public Sub Direct(ByVal label As String, ByVal result As Variant)
    Note label, result
    Note label & ", sent", Sent()
    StartCounting
End Sub

Public Function Sentinel(ByVal number As Variant) As String
    Sentinel = Chr$(1) & "gapsheet " & number
End Function

Public Function Grid(ByVal top_left As Variant, ByVal top_right As Variant, _
    ByVal bottom_left As Variant, ByVal bottom_right As Variant) As Variant
    Dim block(0 To 1, 0 To 1) As Variant
    block(0, 0) = top_left
    block(0, 1) = top_right
    block(1, 0) = bottom_left
    block(1, 1) = bottom_right
    Grid = block
End Function
""",
    "gapsheet_excel": """
' LibreOffice reads the value 0 where a cell holds an error; Excel reads the error.
Option Explicit
Private bar As String
Private window As String
Private times_saved As Long
Private is_in_front As Boolean

Public Function ValuesOf(ByVal area As Object) As Variant
    Dim place As Long
    Dim values As Variant
    readings = readings + 1
    values = area.Value
    If Not IsArray(values) Then
        If area.Text = "#N/A" Then values = CVErr(2042)
    ElseIf area.Columns.Count = 1 Then
        For place = 1 To area.Rows.Count
            If area.Cells(place, 1).Text = "#N/A" Then values(place, 1) = CVErr(2042)
        Next place
    End If
    ValuesOf = values
End Function

Public Sub Shows(ByVal command_bar As String, ByVal function_window As String)
    bar = command_bar
    window = function_window
End Sub

Public Function IsCommandBarOff() As Boolean
    If bar = "fails" Then Err.Raise 91
    IsCommandBarOff = (bar = "off")
End Function

Public Function IsFunctionWindowOpen() As Boolean
    If window = "fails" Then Err.Raise 53
    IsFunctionWindowOpen = (window = "open")
End Function

Public Sub DescribeFunction(ByVal function_name As String, ByVal category As String, ByVal description As String, _
    ByVal arguments As Variant)
    If function_name = "CAGR" Then Err.Raise 1004, "stand-in", "not now"
    Note "described " & function_name, Array(category, description, arguments)
End Sub

Public Function IsBookSaved() As Boolean
    If bar = "fails" Then Err.Raise 91, "stand-in", "no book"
    IsBookSaved = (bar = "saved")
End Function

Public Sub CountBookAsSaved()
    times_saved = times_saved + 1
    Note "counted as saved", True
End Sub

Public Function TimesCountedAsSaved() As Long
    TimesCountedAsSaved = times_saved
End Function

Public Sub BringsBook(ByVal to_front As Boolean)
    is_in_front = to_front
End Sub

Public Function IsBookInFront() As Boolean
    IsBookInFront = is_in_front
End Function
""",
    "gapsheet_log": """
Option Explicit
Public Sub LogLine(ByVal subject As String, ByVal number As Long, ByVal reason As String)
    Note "logged " & subject, Array(number, reason)
End Sub
""",
}


def stored(name: str) -> str:
    """A module that is stored as it is."""
    return resources.files("gapsheet.hosts.vba").joinpath(f"{name}.bas").read_text(encoding="ascii")
