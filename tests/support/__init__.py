"""What several tests share: a second spreadsheet program, readers of stored workbooks, the rules they must keep."""
