Attribute VB_Name = "gapsheet_formulas"
'Which formulas call a function of gapsheet, and which links lead to another copy of it: both read as text.

Option Explicit
Option Private Module

'Whether the formula calls one of the functions of CatalogueNames(), outside of "text", 'sheet names' and [columns].
'Most formulas name none at all: only those that do are looked at more closely.
Public Function NamesFunction(ByVal formula As Variant) As Boolean
    Dim text As String
    If VarType(formula) <> vbString Then Exit Function
    If Left$(formula, 1) <> "=" Then Exit Function
    text = UCase$(formula)
    If HasCall(text) Then NamesFunction = HasCall(WithoutQuotes(text))
End Function

Private Function HasCall(ByVal text As String) As Boolean
    Dim names As String
    Dim opening As Long
    names = CatalogueNames()
    opening = InStr(text, "(")
    Do While opening > 0
        If InStr(names, "|" & NameBefore(text, opening) & "|") > 0 Then
            HasCall = True
            Exit Function
        End If
        opening = InStr(opening + 1, text, "(")
    Loop
End Function

'Whether a link leads to a gapsheet.xlam other than the one at this path.
Public Function IsOtherCopy(ByVal source As String, ByVal own_path As String) As Boolean
    Dim path As String
    path = Replace(source, "/", "\")
    If LCase$(Mid$(path, InStrRev(path, "\") + 1)) <> "gapsheet.xlam" Then Exit Function
    IsOtherCopy = (LCase$(path) <> LCase$(Replace(own_path, "/", "\")))
End Function

'The formula without what stands in "text", in 'sheet names' and in [column names]: each becomes one blank.
Private Function WithoutQuotes(ByVal text As String) As String
    Dim kept As String
    Dim start As Long
    Dim opening As Long
    start = 1
    opening = NextQuote(text, start)
    Do While opening > 0
        kept = kept & Mid$(text, start, opening - start) & " "
        start = AfterQuote(text, opening)
        opening = NextQuote(text, start)
    Loop
    WithoutQuotes = kept & Mid$(text, start)
End Function

Private Function NextQuote(ByVal text As String, ByVal start As Long) As Long
    Dim position As Long
    For position = start To Len(text)
        If InStr(Chr$(34) & "'[", Mid$(text, position, 1)) > 0 Then
            NextQuote = position
            Exit Function
        End If
    Next position
End Function

'The place after the end of what opens here. A doubled quotation mark closes one literal and opens the next: the same.
Private Function AfterQuote(ByVal text As String, ByVal opening As Long) As Long
    Dim closing As Long
    Dim character As String
    character = Mid$(text, opening, 1)
    If character = "[" Then
        AfterQuote = AfterBrackets(text, opening)
        Exit Function
    End If
    closing = InStr(opening + 1, text, character)
    If closing = 0 Then closing = Len(text)
    AfterQuote = closing + 1
End Function

'Brackets stand inside brackets (Table[[a]:[b]]), and ' there lets the next character mean itself.
Private Function AfterBrackets(ByVal text As String, ByVal opening As Long) As Long
    Dim depth As Long
    Dim position As Long
    For position = opening To Len(text)
        Select Case Mid$(text, position, 1)
            Case "'"
                position = position + 1
            Case "["
                depth = depth + 1
            Case "]"
                depth = depth - 1
        End Select
        If depth = 0 Then Exit For
    Next position
    AfterBrackets = position + 1
End Function

'The name that ends before an opening parenthesis, "" if there is none.
Private Function NameBefore(ByVal text As String, ByVal opening As Long) As String
    Dim start As Long
    start = opening
    Do While start > 1
        If Not IsNameCharacter(Mid$(text, start - 1, 1)) Then Exit Do
        start = start - 1
    Loop
    NameBefore = Mid$(text, start, opening - start)
End Function

'Letters beyond ASCII count as well: a name that only ends like one of gapsheet's is another name.
Private Function IsNameCharacter(ByVal character As String) As Boolean
    If AscW(character) > 127 Or AscW(character) < 0 Then IsNameCharacter = True
    If character >= "A" And character <= "Z" Then IsNameCharacter = True
    If character >= "0" And character <= "9" Then IsNameCharacter = True
    If character = "_" Or character = "." Or character = "\" Then IsNameCharacter = True
End Function
