"""What the Japanese pay workbook says about itself: the steps to take, and how each figure is worked out."""

from __future__ import annotations

from gapsheet.templates.staff import instructions

STEPS = (
    instructions.EXAMPLE,
    ("Say who and when", "On Inputs type the employer, the first day of the business year and the number of workers; Who publishes tells what follows from the size."),
    ("Decide what counts", "On Pay elements say for every element of the wage ledger (賃金台帳) whether it is in total pay (総賃金) or left out, and why. The notes name both."),
    ("Fill in the months", "On Months type or paste heads (人員数) and total pay of the four groups for each month, and 0 where there was nobody. Leave a group empty in all months if you never have it. Heads are counted alike for women and men."),
    ("Convert part-timers, if you do", "On Months type how many of the non-regular work part time and their hours a week on average. Convert this year as last year, or say what has changed. Heads that are converted already are not converted again: say no on Inputs."),
    ("Read Month checks", "A month with an error is left out whole and the result is not ready to file. Warnings stay: look at each."),
    ("Compare with the staff list", "On Employees paste the people of the last day with the year's pay by element: blue columns only, as values. It cannot give the figures, since people who left are missing and heads change; it shows whether the months are of the right size. Data checks names faulty rows."),
    instructions.PASTE,
    instructions.BEFORE_FILING,
    ("File", "Results holds the form's three ratios to one decimal; Notes text what the notes (説明欄) have to say. Copy both, and read them once more."),
    instructions.PRIVACY,
)  # fmt: skip
METHOD = (
    ("Ratio", "Women's average annual pay / men's. Average annual pay (平均年間賃金) = total pay (総賃金) / heads (人員数). To one decimal of a percentage, a half rounded up. 74.1 means: women's average pay is 74.1 % of men's, a gap of 25.9 points."),
    ("All workers", "Total pay of both kinds over heads of both kinds, for each sex. It may lie below both other ratios where more women than men are non-regular."),
    ("Heads", "The average of the head counts of the months used, as counted on the day chosen on Inputs."),
    ("Conversion", "Part-timers count as number × hours / hours of a regular worker; other non-regular workers as one. Allowed, not required; alike for both sexes, kept over the years, and told in the notes."),
    ("A month with an error", "Is left out for all four groups, so that women and men are counted over the same months. The ratio is then shown, and the finding says that it is not ready to file."),
    ("A group without one sex", "Has no ratio; the form shows 「－」."),
    ("Staff list", "Total pay and years on the payroll (months / 12, part-timers converted) of the people listed, against the months. People who have left are not on the list, so some difference is normal; above the tolerance on Inputs it is a warning."),
    ("Small groups", "Where women or men of a group are fewer than the number on Inputs, but not nobody, all averages and heads on Results show [c]: the ratios alone then tell no level of pay. The ratios stay, since the law asks for them, unless Inputs withholds those of small groups, too; the bar is then missing in the chart. Months, Working, Calculation and Employees always hold everything: do not pass them on."),
    ("Pay elements in the notes", "Notes text names the first 40 rows of Pay elements; a line of Checks fails where there are more."),
    ("Not in here", "Explanations of the gap, work of equal value, averages by grade, the filing itself. The share of women among managers is asked for beside these figures and is not worked out."),
)  # fmt: skip
