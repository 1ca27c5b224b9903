"""Gaps taken apart: what the factors explain and what they leave, by Kitagawa, Oaxaca and Blinder, and their heirs.

The way of the data, the same for cells and for tables larger than memory:

    rows in chunks -- moments.gathered --> moments -- references.model_from --> model -- tables.part_table --> rows

A table's reader offers chunks of `moments.Rows`, or a database's sums as `moments.Moments`. Only robust and pooled
errors read the rows a second time.
"""
