Attribute VB_Name = "gapsheet_protection"
'Sheets that are protected without a password: opened for a moment, and protected again just as they were.

Option Explicit
Option Private Module

'Lift the protection of every sheet that no password holds. What comes back belongs to RestoreProtection, also after a
'failure in between.
Public Function LiftProtection(ByVal book As Object) As Collection
    Dim sheet As Object
    Dim lifted As Collection
    Set lifted = New Collection
    For Each sheet In book.Worksheets
        Lift sheet, lifted
    Next sheet
    Set LiftProtection = lifted
End Function

'Protect again what was lifted.
Public Sub RestoreProtection(ByVal lifted As Collection)
    Dim entry As Variant
    If lifted Is Nothing Then Exit Sub
    For Each entry In lifted
        ProtectAgain entry(0), entry(1)
    Next entry
End Sub

'With the wrong password Excel raises an error, and asks nobody: the sheet stays as it is.
Private Sub Lift(ByVal sheet As Object, ByVal lifted As Collection)
    Dim settings As Variant
    On Error GoTo held
    If Not sheet.ProtectContents Then Exit Sub
    settings = SettingsOf(sheet)
    sheet.Unprotect ""
    If Not sheet.ProtectContents Then lifted.Add Array(sheet, settings)
held:
End Sub

'In the order in which Excel's Protect takes them, behind the password and the word that cells are protected.
Private Function SettingsOf(ByVal sheet As Object) As Variant
    Dim allowed As Object
    Set allowed = sheet.Protection
    SettingsOf = Array(sheet.ProtectDrawingObjects, sheet.ProtectScenarios, sheet.ProtectionMode, _
        allowed.AllowFormattingCells, allowed.AllowFormattingColumns, allowed.AllowFormattingRows, _
        allowed.AllowInsertingColumns, allowed.AllowInsertingRows, allowed.AllowInsertingHyperlinks, _
        allowed.AllowDeletingColumns, allowed.AllowDeletingRows, allowed.AllowSorting, allowed.AllowFiltering, _
        allowed.AllowUsingPivotTables, sheet.EnableSelection)
End Function

Private Sub ProtectAgain(ByVal sheet As Object, ByVal was As Variant)
    On Error GoTo failed
    sheet.Protect "", was(0), True, was(1), was(2), was(3), was(4), was(5), was(6), was(7), was(8), was(9), was(10), _
        was(11), was(12), was(13)
    sheet.EnableSelection = was(14)
    Exit Sub
failed:
    LogLine "protection", Err.Number, Err.Description
End Sub
