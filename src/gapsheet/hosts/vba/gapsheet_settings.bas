Attribute VB_Name = "gapsheet_settings"
'The user's configuration: one file in the user's own folder, read once. No sheet, no file beside a workbook and
'nothing else of a workbook is asked, because whoever sends a workbook would then choose which program runs.

Option Explicit
Option Private Module

Private Const SEPARATOR As String = "\"
Private Const LONGEST_PATH As Long = 259     'Windows' MAX_PATH; the DLL's buffers are not made for more

Private content As String
Private is_read As Boolean
Private reads As Long

'The value of a key, "" where the file or the key is missing. Lines of the file: "KEY","value".
Public Function Setting(ByVal key As String) As String
    Dim lines As Variant
    Dim start As String
    Dim text_line As String
    Dim position As Long
    If Not is_read Then ReadFile
    start = Chr$(34) & UCase$(key) & Chr$(34) & "," & Chr$(34)
    lines = Split(content, vbLf)
    For position = LBound(lines) To UBound(lines)
        text_line = Trim$(lines(position))
        If UCase$(Left$(text_line, Len(start))) = start And Right$(text_line, 1) = Chr$(34) And Len(text_line) > Len(start) Then
            Setting = Mid$(text_line, Len(start) + 1, Len(text_line) - Len(start) - 1)
            Exit Function
        End If
    Next position
End Function

'Whether there is a configuration file at all; reads it if that has not happened.
Public Function SettingsExist() As Boolean
    If Not is_read Then ReadFile
    SettingsExist = is_read
End Function

'Have the file read again when something is asked next: after a failure the user may have mended it.
Public Sub ForgetSettings()
    is_read = False
    content = ""
End Sub

'How often the file was opened in this session.
Public Function SettingsReads() As Long
    SettingsReads = reads
End Function

Public Function SettingsPath() As String
    If Environ$("USERPROFILE") = "" Then Exit Function
    SettingsPath = Environ$("USERPROFILE") & SEPARATOR & ".xlwings" & SEPARATOR & "xlwings.conf"
End Function

'Why this path is not taken for the interpreter, "" if it is taken. It goes into a command line and in front of the
'DLL's name: a quotation mark would end it, $( ) is a macro of the DLL, a short name would be looked for in
'the current folder, a network path would run another machine's program.
Public Function InterpreterProblem(ByVal path As String) As String
    Dim file_name As String
    file_name = LCase$(Mid$(path, InStrRev(path, "\") + 1))
    If path = "" Then
        InterpreterProblem = "GAPSHEET_INTERPRETER_WIN is missing in " & SettingsPath() & "; run: gapsheet install"
    ElseIf HasStrangeCharacter(path) Then
        InterpreterProblem = "GAPSHEET_INTERPRETER_WIN holds a character that no path may hold; run: gapsheet install"
    ElseIf Left$(path, 2) = "\\" Then
        InterpreterProblem = "GAPSHEET_INTERPRETER_WIN lies on the network; install Python on this computer, then run: gapsheet install"
    ElseIf Not IsOnDrive(path) Then
        InterpreterProblem = "GAPSHEET_INTERPRETER_WIN is not a full path such as C:\Python\python.exe; run: gapsheet install"
    ElseIf Left$(file_name, 6) <> "python" Or Right$(file_name, 4) <> ".exe" Then
        InterpreterProblem = "GAPSHEET_INTERPRETER_WIN names no python.exe; run: gapsheet install"
    ElseIf Len(path) > LONGEST_PATH Then
        InterpreterProblem = "GAPSHEET_INTERPRETER_WIN is longer than Windows allows; install Python in a shorter folder"
    End If
End Function

Private Function IsOnDrive(ByVal path As String) As Boolean
    Dim letter As String
    letter = UCase$(Left$(path, 1))
    IsOnDrive = letter >= "A" And letter <= "Z" And Mid$(path, 2, 2) = ":\" And InStr(3, path, ":") = 0
End Function

Private Function HasStrangeCharacter(ByVal path As String) As Boolean
    Dim position As Long
    Dim character As String
    HasStrangeCharacter = True
    If InStr(path, "$(") > 0 Then Exit Function
    For position = 1 To Len(path)
        character = Mid$(path, position, 1)
        If InStr(Chr$(34) & "<>|?*/", character) > 0 Then Exit Function
        If AscW(character) >= 0 And AscW(character) < 32 Then Exit Function
    Next position
    HasStrangeCharacter = False
End Function

Private Sub ReadFile()
    Dim channel As Integer
    Dim is_open As Boolean
    Dim text_line As String
    reads = reads + 1
    content = ""
    On Error GoTo missing
    channel = FreeFile
    Open SettingsPath() For Input As #channel
    is_open = True
    Do While Not EOF(channel)
        Line Input #channel, text_line
        content = content & Replace(text_line, vbCr, "") & vbLf
    Loop
    Close #channel
    is_read = True
    Exit Sub
missing:
    If is_open Then Close #channel
    content = ""
End Sub
