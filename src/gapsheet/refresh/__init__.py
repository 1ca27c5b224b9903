"""New data into a workbook: sources, comparison with what stands there, and the plan of what changes."""
