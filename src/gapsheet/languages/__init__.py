"""The languages of the workbooks: what is translated, by which catalogue, and how formulas keep their working.

How to write a sheet so that it can be translated
-------------------------------------------------
Write the sheet in English, as if there were no other language. When the workbook is saved, every text in it is looked
up in the language's catalogue: cells, formulas, sheet names, validations, charts, alternative texts, footers. So:

- A whole sentence in one cell is one text. Nothing else is needed.
- A text put together in Python is a `Phrase`: `Phrase("Example: {title}", title=fact.title)` and not an f-string, or
  every combination becomes a text of its own. A date is a part as it is (`day=book.as_of`), several texts in a row
  are a `Listing`.
- What is the same in every language (the title of a source, an argument of a function) is `Kept("…")`.
- In a formula, join with `&`: `="needs "&FIXED(rate*100,1)&" % a year"` is one text, "needs {rate} % a year", and its
  places may move. Keep a sentence in one chain; a part that comes and goes (`IF(n>1," …","")`) is a text of its own
  and cannot change its place in the sentence. Never look for English words inside a text (SEARCH, SUBSTITUTE).
- Words that formulas compare stand in cells, and both sides are translated alike.
- Give the function's own words to a function from a `Kept` cell.

Amounts: tables keep the scaled number formats, so a Japanese column is in 兆円, 十億円 or 千円: Excel scales by
thousands only. A sentence may tell 億円 instead: the translation asks for ten times the number, `{1*10}億円`. Citations
write yen with 兆 and 億 by themselves.

Then `python -m gapsheet.languages.update` adds the new texts to the catalogues, to be translated there.
"""
