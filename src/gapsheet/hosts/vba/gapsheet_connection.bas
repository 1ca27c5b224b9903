Attribute VB_Name = "gapsheet_connection"
'The way from a cell's function to Python: one connection for the session, kept, made anew once when Python is gone.

Option Explicit
Option Private Module

Private Const XLWINGS_VERSION As String = "{{XLWINGS_VERSION}}"     'this text and the DLL belong together
Private Const PYTHON_MODULE As String = "gapsheet.hosts.windows"    'a constant: the configuration chooses no code
Private Const REFRESH_MODULE As String = "gapsheet.refresh.live"
Private Const REFRESH_FUNCTION As String = "refresh_in_excel"
Private Const PYTHON_CODE As String = "import xlwings; xlwings.serve('$(CLSID)')"   'the DLL fills in its class id
Private Const VERSIONS As String = "'Python %s, gapsheet %s, xlwings %s' % (__import__('platform').python_version(), " & _
    "__import__('gapsheet').__version__, __import__('xlwings').__version__)"
Private Const WAIT_SECONDS As Long = 15     'after a failed start, which may take minutes, before the next one
Private Const GAPSHEET_VERSION As String = "{{GAPSHEET_VERSION}}"
Private Const NOT_AVAILABLE As Long = 2042  'the number of #N/A
Private Const CALLED_OFF As Long = -2147220502  'an own number: vbObjectError + 1002

Private connection As Object
Private failed_at As Date

'The answer of a function in Python; #N/A and a line in the log when Python cannot be reached.
Public Function CallPython(ByVal function_name As String, ByVal arguments As Variant) As Variant
    Dim answer As Variant
    Dim failure As Long
    answer = CVErr(NOT_AVAILABLE)
    If IsConnected(False) Then
        failure = TryCall(function_name, arguments, answer)
        If IsServerGone(failure) Then
            Set connection = Nothing
            If IsConnected(Not IsSeenByDll(failure)) Then failure = TryCall(function_name, arguments, answer)
            If IsServerGone(failure) Then RememberFailure
        End If
    End If
    CallPython = answer
End Function

'Forget an earlier failure, so that the next call tries at once: the user has asked for it.
Public Sub TryAgain()
    failed_at = 0
End Sub

'The versions that this text was made by and for.
Public Function BuiltFor() As String
    BuiltFor = "gapsheet " & GAPSHEET_VERSION & ", xlwings " & XLWINGS_VERSION
End Function

'What Python and gapsheet over there say they are, "" when they cannot be reached.
Public Function PythonVersions() As String
    On Error GoTo failed
    If Not IsConnected(False) Then Exit Function
    PythonVersions = connection.Str(connection.Eval(VERSIONS))
    Exit Function
failed:
    If IsServerGone(Err.Number) Then Set connection = Nothing
    LogLine "versions", Err.Number, ReasonInPython(Err.Description)
End Function

'One call over COM. By value (the parentheses): an argument by reference would travel back as well.
'The workbook and the calling cell are left out: xlwings would look through the workbook's sheets for code, and
'turning the workbook into an object over there costs calls back into Excel. No function of gapsheet needs them.
Private Function TryCall(ByVal function_name As String, ByVal arguments As Variant, ByRef answer As Variant) As Long
    On Error GoTo failed
    answer = connection.CallUDF(PYTHON_MODULE, (function_name), (arguments))
    Exit Function
failed:
    TryCall = Err.Number
    LogLine function_name, Err.Number, ReasonInPython(Err.Description)
    answer = CVErr(NOT_AVAILABLE)
End Function

'What Python tells of the refresh of a workbook, "" where it has no sources of its own. The workbook goes over as an
'object: Python reads and writes it while Excel waits here. A server that died since its last call is replaced once;
'in the middle of a refresh it is not asked again, since part of it may be done.
Public Function RefreshInPython(ByVal book As Object, ByRef is_answered As Boolean) As String
    Dim told As String
    is_answered = False
    If PythonVersions() = "" Then   'a dead one is found out by this, and the next question starts another
        If PythonVersions() = "" Then Exit Function
    End If
    On Error GoTo failed
    told = connection.CallUDF(REFRESH_MODULE, REFRESH_FUNCTION, Array(book))
    is_answered = True
    RefreshInPython = told
    Exit Function
failed:
    If IsServerGone(Err.Number) Then Set connection = Nothing
    LogLine "refresh", Err.Number, ReasonInPython(Err.Description)
End Function

Private Function IsConnected(ByVal anew As Boolean) As Boolean
    Dim interpreter As String
    Dim problem As String
    If Not connection Is Nothing Then
        IsConnected = True
        Exit Function
    End If
    If IsWaiting() Then Exit Function
    On Error GoTo failed
    interpreter = Setting("GAPSHEET_INTERPRETER_WIN")
    problem = ConfigurationProblem(interpreter)
    If problem <> "" Then Err.Raise CALLED_OFF, "gapsheet", problem
    Set connection = Activated(interpreter, CommandLine(interpreter), anew)
    IsConnected = True
    Exit Function
failed:
    LogLine "connection", Err.Number, Err.Description
    RememberFailure
End Function

'The same for every workbook, so that there is one Python for all of them: the DLL keeps processes by command line.
'-P: Python must not look for modules in Excel's current folder, which is often that of the workbook just opened.
'-B: Python writes no compiled files. xlwings itself goes by way of Windows' command interpreter; the DLL does not
'need that, it starts whatever it is given. Directly, characters such as & and % in the path mean nothing, rules that
'keep Office from starting a command interpreter do not meet it, and when Python ends early the DLL notices at once
'instead of waiting for two minutes.
Private Function CommandLine(ByVal interpreter As String) As String
    CommandLine = Chr$(34) & interpreter & Chr$(34) & " -P -B -c " & Chr$(34) & PYTHON_CODE & Chr$(34)
End Function

Private Function ConfigurationProblem(ByVal interpreter As String) As String
    Dim installed As String
    If Not SettingsExist() Then
        ConfigurationProblem = "there is no " & SettingsPath() & "; run: gapsheet install"
        Exit Function
    End If
    ConfigurationProblem = InterpreterProblem(interpreter)
    If ConfigurationProblem <> "" Then Exit Function
    installed = Setting("GAPSHEET_XLWINGS_VERSION")
    If installed <> XLWINGS_VERSION Then
        ConfigurationProblem = "built for xlwings " & XLWINGS_VERSION & ", installed is " & installed & _
            "; run: gapsheet install (a workbook with its own functions: build it again)"
    End If
End Function

'The numbers with which COM says that the other process is gone or has dropped its object.
Private Function IsServerGone(ByVal number As Long) As Boolean
    Select Case number
        Case 462, -2147023174       'the server is not available (RPC_S_SERVER_UNAVAILABLE)
            IsServerGone = True
        Case -2147023170            'it went away in the middle of a call (RPC_S_CALL_FAILED)
            IsServerGone = True
        Case -2147417848            'the object is disconnected from its clients (RPC_E_DISCONNECTED)
            IsServerGone = True
        Case -2147220995            'the object is not connected to its server (CO_E_OBJNOTCONNECTED)
            IsServerGone = True
    End Select
End Function

'The DLL itself notices a server that is not available and starts another, or hands out the one that another workbook
'has had started; it must not be told to let go of that one.
Private Function IsSeenByDll(ByVal number As Long) As Boolean
    IsSeenByDll = (number = 462 Or number = -2147023174)
End Function

Private Sub RememberFailure()
    Set connection = Nothing
    failed_at = Now
    ForgetSettings
End Sub

Private Function IsWaiting() As Boolean
    Dim seconds As Double
    If failed_at = 0 Then Exit Function
    seconds = (Now - failed_at) * 86400
    IsWaiting = seconds >= 0 And seconds < WAIT_SECONDS
End Function
