Attribute VB_Name = "gapsheet_log"
'Where Excel's half writes down what went wrong: time, subject, error number and reason, never an argument's value.

Option Explicit
Option Private Module

Private Const SEPARATOR As String = "\"
Private Const LARGEST As Long = 1000000      'bytes; past it the log starts anew, and one old log is kept
Private Const LONGEST As Long = 400          'characters of a reason
Private Const QUIET_SECONDS As Long = 60     'the same line is not written again within this time

Private last_line As String
Private last_time As Date

'Add a line. A log that cannot be written must not disturb a calculation: whatever fails here fails silently.
Public Sub LogLine(ByVal subject As String, ByVal number As Long, ByVal reason As String)
    Dim text As String
    Dim path As String
    Dim channel As Integer
    On Error Resume Next
    text = subject & vbTab & number & vbTab & OnOneLine(reason)
    If IsRepeated(text) Then Exit Sub
    path = LogFolder()
    If path = "" Then Exit Sub
    MakeFolders path
    path = path & SEPARATOR & "excel.log"
    StartAnewIfLarge path
    channel = FreeFile
    Open path For Append As #channel
    Print #channel, Format$(Now, "yyyy-mm-dd hh:mm:ss") & vbTab & text
    Close #channel
End Sub

'The folder of the logs, "" where Windows names no folder for the user's own data.
Public Function LogFolder() As String
    If Environ$("LOCALAPPDATA") = "" Then Exit Function
    LogFolder = Environ$("LOCALAPPDATA") & SEPARATOR & "gapsheet" & SEPARATOR & "log"
End Function

'What may be logged of an error in Python: its kind. Only the errors of a missing module or name keep their words,
'because other messages can quote a value. xlwings' DLL puts the last line of the traceback first.
Public Function ReasonInPython(ByVal description As String) As String
    Dim first_line As String
    Dim kind As String
    first_line = Split(Replace(description, vbCr, vbLf) & vbLf, vbLf)(0)
    kind = Split(first_line & ":", ":")(0)
    ReasonInPython = first_line
    If InStr(kind, " ") > 0 Then Exit Function
    If kind = "ImportError" Or kind = "ModuleNotFoundError" Or kind = "AttributeError" Then Exit Function
    If Right$(kind, 5) = "Error" Or Right$(kind, 9) = "Exception" Then ReasonInPython = kind
End Function

Private Function OnOneLine(ByVal reason As String) As String
    Dim text As String
    text = Replace(Replace(Replace(reason, vbCrLf, " | "), vbLf, " | "), vbCr, " | ")
    OnOneLine = Left$(Replace(text, vbTab, " "), LONGEST)
End Function

Private Function IsRepeated(ByVal text As String) As Boolean
    Dim seconds As Double
    seconds = (Now - last_time) * 86400
    IsRepeated = (text = last_line) And seconds >= 0 And seconds < QUIET_SECONDS
    If IsRepeated Then Exit Function
    last_line = text
    last_time = Now
End Function

Private Sub MakeFolders(ByVal folder As String)
    Dim parent As String
    On Error Resume Next
    parent = Left$(folder, InStrRev(folder, SEPARATOR) - 1)
    MkDir parent
    MkDir folder
End Sub

Private Sub StartAnewIfLarge(ByVal path As String)
    Dim old As String
    On Error Resume Next
    If FileLen(path) <= LARGEST Then Exit Sub
    old = path & ".old"
    Kill old
    Name path As old
End Sub
