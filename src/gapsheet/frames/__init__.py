"""Statistics over tables of any length: the same code on a pandas frame, a DuckDB relation and a Spark data frame."""
