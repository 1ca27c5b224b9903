' Runs in the private profile: makes a Calc document that speaks VBA, puts the modules in, runs its Main.
Sub Main
    Dim options(1) As New com.sun.star.beans.PropertyValue
    Dim document As Object
    On Error GoTo failed
    options(0).Name = "MacroExecutionMode" : options(0).Value = 4
    options(1).Name = "Hidden" : options(1).Value = True
    document = StarDesktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, options())
    document.BasicLibraries.VBACompatibilityMode = True
    AddModules(document)
    RunSteps(document)
    StarDesktop.terminate()
    Exit Sub
failed:
    Failure("error " & Err & " in line " & Erl & " of the driver: " & Error)
    StarDesktop.terminate()
End Sub

Sub AddModules(document As Object)
    Dim library As Object, entry As String
    library = document.BasicLibraries.getByName("Standard")
    entry = Dir(Folder() & "modules/*.bas")
    Do While entry <> ""
        library.insertByName(Left(entry, Len(entry) - 4), Content(Folder() & "modules/" & entry))
        entry = Dir()
    Loop
End Sub

Sub RunSteps(document As Object)
    Dim script As Object
    script = document.getScriptProvider().getScript( _
        "vnd.sun.star.script:Standard.steps.Main?language=Basic&location=document")
    script.invoke(Array(), Array(), Array())
End Sub

Function Content(path As String) As String
    Dim opener As Object, stream As Object
    opener = createUnoService("com.sun.star.ucb.SimpleFileAccess")
    stream = createUnoService("com.sun.star.io.TextInputStream")
    stream.setInputStream(opener.openFileRead(ConvertToURL(path)))
    stream.setEncoding("UTF-8")
    Content = stream.readString(Array(), False)
    stream.closeInput()
End Function

Sub Failure(said As String)
    Dim channel As Integer
    channel = FreeFile
    Open Folder() & "failure.txt" For Output As #channel
    Print #channel, said
    Close #channel
End Sub
