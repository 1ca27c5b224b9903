Attribute VB_Name = "gapsheet_dll"
'The one module that touches Windows: it loads the DLL of xlwings and asks it for the connection to Python.
'Declarations, LoadDll and ParentFolder are taken from the VBA module of xlwings {{XLWINGS_VERSION}} and changed:
'handles have the width of a pointer, the interpreter is handed in, and nothing is called unless the DLL was loaded.
'
'The notice of xlwings:
'
'xlwings is distributed under a BSD 3-clause license.
'
'Copyright (C) 2014-present, Zoomer Analytics LLC.
'All rights reserved.
'
'Redistribution and use in source and binary forms, with or without modification,
'are permitted provided that the following conditions are met:
'
'* Redistributions of source code must retain the above copyright notice, this
'  list of conditions and the following disclaimer.
'
'* Redistributions in binary form must reproduce the above copyright notice, this
'  list of conditions and the following disclaimer in the documentation and/or
'  other materials provided with the distribution.
'
'* Neither the name of the copyright holder nor the names of its
'  contributors may be used to endorse or promote products derived from
'  this software without specific prior written permission.
'
'THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
'ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
'WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
'DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
'ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
'(INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
'LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
'ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
'(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
'SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

Option Explicit
Option Private Module

#If VBA7 Then
    #If Win64 Then
        Private Const DLL_NAME As String = "xlwings64-{{XLWINGS_VERSION}}.dll"
        Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-{{XLWINGS_VERSION}}.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal Mode As Long = 1) As Long
    #Else
        Private Const DLL_NAME As String = "xlwings32-{{XLWINGS_VERSION}}.dll"
        Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-{{XLWINGS_VERSION}}.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal Mode As Long = 1) As Long
    #End If
    Private Declare PtrSafe Function LoadLibrary Lib "KERNEL32" Alias "LoadLibraryA" (ByVal lpLibFileName As String) As LongPtr
#Else
    Private Const DLL_NAME As String = "xlwings32-{{XLWINGS_VERSION}}.dll"
    Private Declare Function XLPyDLLActivateAuto Lib "xlwings32-{{XLWINGS_VERSION}}.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal Mode As Long = 1) As Long
    Private Declare Function LoadLibrary Lib "KERNEL32" Alias "LoadLibraryA" (ByVal lpLibFileName As String) As Long
#End If

Private Const START As Long = 1      'the DLL's modes: hand over the connection, starting Python if need be;
Private Const RELEASE As Long = -1   'let go of the process and of the connection

'The connection that the DLL holds for this command line; Python is started if it does not run.
'With anew the DLL lets go of the process first: it recognises only one of the ways in which a server can be gone.
Public Function Activated(ByVal interpreter As String, ByVal command As String, ByVal anew As Boolean) As Object
    Dim answer As Variant
    LoadDll interpreter
    If anew Then
        If XLPyDLLActivateAuto(answer, command, RELEASE) <> 0 Then Err.Raise vbObjectError + 1000, "gapsheet", CStr(answer)
        answer = Empty
    End If
    If XLPyDLLActivateAuto(answer, command, START) <> 0 Then Err.Raise vbObjectError + 1000, "gapsheet", CStr(answer)
    Set Activated = answer
End Function

'By full path only: once loaded so, the declarations above find the DLL by its name, wherever the current folder is.
Private Sub LoadDll(ByVal interpreter As String)
    Dim folder As String
    folder = ParentFolder(interpreter)                                   'beside python.exe
    If LoadLibrary(folder & "\" & DLL_NAME) <> 0 Then Exit Sub
    folder = ParentFolder(folder)                                        'above it, where Python stands in Scripts
    If folder <> "" Then
        If LoadLibrary(folder & "\" & DLL_NAME) <> 0 Then Exit Sub
    End If
    Err.Raise vbObjectError + 1001, "gapsheet", DLL_NAME & " could not be loaded from the folder of " & interpreter & " or the one above; run: gapsheet doctor"
End Sub

Private Function ParentFolder(ByVal path As String) As String
    Dim position As Long
    position = InStrRev(path, "\")
    If position > 1 Then ParentFolder = Left$(path, position - 1)
End Function
