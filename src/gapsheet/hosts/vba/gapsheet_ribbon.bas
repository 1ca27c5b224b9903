Attribute VB_Name = "gapsheet_ribbon"
'What the buttons of the ribbon's tab do. Each callback has the form that Excel asks of an onAction.

Option Explicit

Private Const TITLE As String = "gapsheet"
Private Const FUNCTION_WIZARD As Long = 450         'xlDialogFunctionWizard
Private Const REFERENCE_SHEET As String = "Functions"
Private Const FOLLOW_LINKS As String = "This workbook has links to other files or programs. Entering its formulas " & _
    "again follows them without asking. Do you know where the workbook comes from, and shall its formulas be entered?"

'Functions: the function goes into the active cell and Excel's own window asks for its arguments. A cell that holds
'something is left alone, because undo does not reach what a macro writes; cancelling leaves the cell empty.
Public Sub InsertFunction(control As IRibbonControl)
    Dim cell As Object
    Dim is_taken As Boolean
    On Error GoTo failed
    Set cell = Application.ActiveCell
    If cell Is Nothing Then
        Tell "Open a workbook and choose an empty cell first."
        Exit Sub
    End If
    If cell.Formula <> "" Then
        Tell "The cell " & cell.Address(False, False) & " is not empty. Choose an empty cell for the function."
        Exit Sub
    End If
    EnterFormula cell, "=" & control.Tag & "()"
    is_taken = Application.Dialogs(FUNCTION_WIZARD).Show
    If Not is_taken Then cell.ClearContents
    Exit Sub
failed:
    TellFailure "Excel could not enter the function here or open its window. Is the sheet protected?"
End Sub

'Entered as Formula, an Excel that spills would put an @ before the function, which then shows one of its values only.
'An Excel without spilling has no Formula2; a cell that takes neither is told by whoever calls.
Private Sub EnterFormula(ByVal cell As Object, ByVal formula As String)
    On Error GoTo older
    cell.Formula2 = formula
    Exit Sub
older:
    cell.Formula = formula
End Sub

'Report: bring in new data, then calculate. A workbook with sources of its own is refreshed from them; of any other
'what Excel knows is refreshed, its queries, pivot tables and connections.
Public Sub RefreshReport(control As IRibbonControl)
    Dim told As String
    Dim is_answered As Boolean
    Dim alerts As Boolean
    alerts = Application.DisplayAlerts
    On Error GoTo failed
    If Application.ActiveWorkbook Is Nothing Then
        Tell "Open a workbook first."
        Exit Sub
    End If
    TryAgain
    Application.DisplayAlerts = False   'or Excel asks every few seconds whether to go on waiting
    told = RefreshInPython(Application.ActiveWorkbook, is_answered)
    Application.DisplayAlerts = alerts
    If Not is_answered Then
        Tell "Python cannot be reached, or broke off. The log says why; run: gapsheet doctor"
    ElseIf told <> "" Then
        Tell told
    Else
        Application.ActiveWorkbook.RefreshAll
        Recalculate control
    End If
    Exit Sub
failed:
    Application.DisplayAlerts = alerts
    TellFailure "The workbook could not be refreshed."
End Sub

'Calculates every formula of every open workbook. Only the cells of gapsheet would be enough, but marking single cells
'for calculation works on the active sheet alone in some versions of Excel.
Public Sub Recalculate(control As IRibbonControl)
    On Error GoTo failed
    TryAgain
    Application.CalculateFull
    Exit Sub
failed:
    TellFailure "Excel could not calculate."
End Sub

'A formula that is entered again follows its links at once. Of a workbook with links, that is for the user to decide.
Public Sub CheckLinks(control As IRibbonControl)
    Dim leads_elsewhere As Boolean
    Dim said As String
    On Error GoTo failed
    If Application.ActiveWorkbook Is Nothing Then
        Tell "Open a workbook first."
        Exit Sub
    End If
    TryAgain
    MendLinks Application.ActiveWorkbook, leads_elsewhere
    If leads_elsewhere Then
        If MsgBox(FOLLOW_LINKS, vbYesNo + vbExclamation + vbDefaultButton2, TITLE) <> vbYes Then Exit Sub
    End If
    MendFormulas Application.ActiveWorkbook, said
    Tell said
    Exit Sub
failed:
    TellFailure "The links could not be checked."
End Sub

'Templates: a new workbook made from a file in the templates folder; the file itself stays as it is. One without its own
'functions is tied to this add-in at once, so that it calculates when an input is changed.
Public Sub NewFromTemplate(control As IRibbonControl)
    Dim path As String
    Dim said As String
    Dim book As Object
    On Error GoTo failed
    path = TemplatePath(control.Tag)
    If path = "" Then
        Tell "There is no workbook " & control.Tag & " in the templates folder. Run: gapsheet install"
        Exit Sub
    End If
    Set book = Application.Workbooks.Add(path)
    If Right$(path, 5) = ".xlsx" Then CheckBook book, said
    Exit Sub
failed:
    TellFailure "The template could not be opened."
End Sub

'Help: a new workbook with the add-in's own sheet of functions. It needs no file, no browser and no Python.
Public Sub ShowReference(control As IRibbonControl)
    On Error GoTo failed
    ThisWorkbook.Worksheets(REFERENCE_SHEET).Copy
    Application.ActiveWorkbook.Saved = True
    Exit Sub
failed:
    TellFailure "The list of functions could not be shown."
End Sub

Public Sub OpenLogFolder(control As IRibbonControl)
    On Error GoTo failed
    If LogFolder() = "" Then
        Tell "Windows names no folder for the log."
    ElseIf Not FolderExists(LogFolder()) Then
        Tell "Nothing has been logged yet."
    Else
        ThisWorkbook.FollowHyperlink LogFolder()
    End If
    Exit Sub
failed:
    TellFailure "The log is in " & LogFolder()
End Sub

Public Sub ShowVersion(control As IRibbonControl)
    Dim found As String
    TryAgain
    found = PythonVersions()
    If found = "" Then found = "Python cannot be reached. The log says why; run: gapsheet doctor"
    Tell "This add-in: " & BuiltFor() & vbCrLf & "Installed: " & InstalledVersions() & vbCrLf & "Running: " & found
End Sub

Private Function InstalledVersions() As String
    If Not SettingsExist() Then
        InstalledVersions = "no configuration; run: gapsheet install"
    Else
        InstalledVersions = "gapsheet " & Setting("GAPSHEET_VERSION") & ", xlwings " & Setting("GAPSHEET_XLWINGS_VERSION")
    End If
End Function

'The file of a template, the macro-enabled one first; "" if there is none.
Private Function TemplatePath(ByVal template As String) As String
    Dim path As String
    If Setting("GAPSHEET_TEMPLATES") = "" Then Exit Function
    path = Setting("GAPSHEET_TEMPLATES") & "\" & template & ".xlsm"
    If Not FileExists(path) Then path = Setting("GAPSHEET_TEMPLATES") & "\" & template & ".xlsx"
    If FileExists(path) Then TemplatePath = path
End Function

'Asked by attributes: Dir would disturb a macro of the user that is in the middle of its own list.
Private Function FileExists(ByVal path As String) As Boolean
    On Error Resume Next
    FileExists = (GetAttr(path) And vbDirectory) = 0
End Function

Private Function FolderExists(ByVal path As String) As Boolean
    On Error Resume Next
    FolderExists = (GetAttr(path) And vbDirectory) <> 0
End Function

Private Sub Tell(ByVal message As String)
    MsgBox message, vbInformation, TITLE
End Sub

Private Sub TellFailure(ByVal message As String)
    Dim reason As String
    reason = Err.Description
    LogLine "ribbon", Err.Number, reason
    MsgBox message & vbCrLf & reason, vbExclamation, TITLE
End Sub
