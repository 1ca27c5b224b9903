Attribute VB_Name = "gapsheet_excel"
'What only Excel on Windows can answer or do, each in a line or two; everything else is elsewhere, so that it can be
'tried out in another program that speaks VBA.

Option Explicit
Option Private Module

Private Declare PtrSafe Function FindWindowExA Lib "user32" (ByVal parent As LongPtr, ByVal after As LongPtr, _
    ByVal class_name As String, ByVal title As String) As LongPtr
Private Declare PtrSafe Function GetWindowThreadProcessId Lib "user32" (ByVal window As LongPtr, _
    ByRef process As Long) As Long
Private Declare PtrSafe Function IsWindowVisible Lib "user32" (ByVal window As LongPtr) As Long
Private Declare PtrSafe Function GetCurrentProcessId Lib "kernel32" () As Long

Private Const DIALOG_CLASS As String = "bosa_sdm_XL9"   'of Excel's own dialogs since Excel 2000
Private Const EDIT_BOXES As Long = 5                    'of the function window, however many arguments there are
Private Const SCROLL_BARS As Long = 1

'The values of a range in one reading. Value2: dates are serial numbers, currency is a plain number.
Public Function ValuesOf(ByVal area As Object) As Variant
    ValuesOf = area.Value2
End Function

'Whether the command bar of old days is switched off, as it is while the function window is open. Known: it is so
'while a workbook opens, too, which is why this alone must not keep a function from calculating.
Public Function IsCommandBarOff() As Boolean
    IsCommandBarOff = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

'Whether the function window is open in this Excel. Known: its class is DIALOG_CLASS, which other dialogs share
'(Replace, Edit Links, Goal Seek), during which functions must calculate; titles depend on the language; of all of them
'it alone has this number of boxes and bars (Excel-DNA tells it by them, from Excel 2003 to 365). Wants a trial in a
'real Excel: that they lie directly in the window. If not, functions calculate while their arguments are typed.
Public Function IsFunctionWindowOpen() As Boolean
    Dim window As LongPtr
    window = FindWindowExA(0, 0, DIALOG_CLASS, vbNullString)
    Do While window <> 0
        If IsFunctionWindow(window) Then
            IsFunctionWindowOpen = True
            Exit Function
        End If
        window = FindWindowExA(0, window, DIALOG_CLASS, vbNullString)
    Loop
End Function

Private Function IsFunctionWindow(ByVal window As LongPtr) As Boolean
    Dim process As Long
    GetWindowThreadProcessId window, process
    If process <> GetCurrentProcessId() Then Exit Function
    If IsWindowVisible(window) = 0 Then Exit Function
    If CountInside(window, "EDTBX") <> EDIT_BOXES Then Exit Function
    IsFunctionWindow = (CountInside(window, "ScrollBar") = SCROLL_BARS)
End Function

Private Function CountInside(ByVal window As LongPtr, ByVal class_name As String) As Long
    Dim part As LongPtr
    part = FindWindowExA(window, 0, class_name, vbNullString)
    Do While part <> 0
        CountInside = CountInside + 1
        part = FindWindowExA(window, part, class_name, vbNullString)
    Loop
End Function

'Hand Excel what its function window shows of a function of this workbook or add-in.
Public Sub DescribeFunction(ByVal function_name As String, ByVal category As String, ByVal description As String, _
    ByVal arguments As Variant)
    Application.MacroOptions Macro:="'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & function_name, _
        Description:=description, Category:=category, ArgumentDescriptions:=arguments
End Sub

'Whether any workbook is in front; on the start screen there is none.
Public Function IsBookInFront() As Boolean
    IsBookInFront = Not Application.ActiveWorkbook Is Nothing
End Function

'Whether this workbook counts as saved. Descriptions change it in Excel's eyes, but nothing that a person would save.
Public Function IsBookSaved() As Boolean
    IsBookSaved = ThisWorkbook.Saved
End Function

Public Sub CountBookAsSaved()
    ThisWorkbook.Saved = True
End Sub
