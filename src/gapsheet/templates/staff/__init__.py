"""What the workbooks about a staff list share: Pay elements, Employees, Data checks, Instructions, small groups.

How a book uses it
------------------
Describe the staff once, as a `StaffList` (see `model`), then write the sheets in any order:

    staff = StaffList(
        columns=(IDENTITY, SEX_COLUMN, Column("Weekly hours", "without overtime", 9, Allowed(...), "0.0")),
        treatments=(Treatment("ordinary pay", "..."), Treatment("bonus", "...", prorated=True), Treatment("excluded", "...")),
        elements=(Element("BASIC", "Basic pay", "ordinary pay", "why"), Element("BONUS", ..., days=365.25)),
        calculated=(
            Calculated("Ordinary", "of the period", 12, "=SUMIF(code_treatments,INDEX(treatments,1),{codes})"),
            Calculated("Bonus part", "cut to the period", 12, "=SUMPRODUCT(code_weights,{codes})"),
        ),
        faults=(faults.MISSING_ID, faults.REPEATED_ID, faults.UNKNOWN_SEX, faults.no_hours("Weekly hours"), ...),
        rows=tuple((person.id, person.sex, person.weekly_hours, person.basic, person.bonus) for person in people()),
    )
    write_elements(book, staff)          # sheet Pay elements, table Pay_elements, name treatments
    write_employees(book, staff, lead)   # sheet and table Employees; names code_treatments, code_days, code_weights
    write_data_checks(book, staff)       # sheet Data checks; names staff_rows, staff_used, staff_excluded, staff_men ...
    write_instructions(book, lead, (instructions.MAP, instructions.PASTE, ...))
    row = write_rules(page, row, staff)  # on the book's own Lists sheet: fault_names, severities, dash, not_available ...
    checks = [*own_checks, *typed_numbers(typed_lines, limits), *data_checks(staff)]

The book's own Inputs sheet is written with `inputs`: `inputs_page`, then `write_lines` for `copy_lines` (owner, version,
as_of) and `limit_lines` (most_hours, long_hours, least_hourly, most_hourly, most_excluded), `write_closing` for
`closing_lines` (least_heads, tolerance; heads_needed follows, by which figures are hidden), `write_labels` (men_label,
women_label, other_label), and `write_followed` for what follows from inputs. `typed_numbers` takes the other lines and
the limits. A book whose treatments are prorated names a cell `period_days`. A name that nothing uses breaks a rule of the house: leave
out lines that the book's faults do not ask for. What all of them say alike stands in `words`.

- In `calculated`, in `after` and in the tests of faults, {Head} is the cell of that column in the same row, {codes} all
  pay columns of the row. `calculated` comes before the faults (which may ask for it), `after` follows them.
- Rows with an error value are not Readable: every calculated column gives 0 there, so that no
  formula of a book has to be afraid of errors; that is the first rule of every book.
- The table ends with Fault no., Fault, Faulty row and Counted as, then `after`. Counted as holds the row's sex, or a
  dash where the row has an error: give this column to functions as their gender, with the labels from Inputs.
- On other sheets say `Employees[Head]`; a figure that tells about few people is `suppression.shown(value, heads...)`,
  heads being the counts behind it.
- Heads of Employees and Pay elements are the same in every language; the captions above them are translated.
- `instructions.NOTICE` stands in the leads of Cover and Results; `lists.CODES` explains the codes, for Notes.
"""
