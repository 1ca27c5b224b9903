"""Growth multiples and wage gaps as Excel functions, with workbooks whose every figure is live and sourced."""

__version__ = "0.1.0"
