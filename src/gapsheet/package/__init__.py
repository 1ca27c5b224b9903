"""The parts inside an .xlsx file, read and replaced without touching the others."""
