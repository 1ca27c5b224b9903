"""`python -m gapsheet`: the command line where the folder of commands is not on the path, as often on Windows."""

from gapsheet.cli import main

if __name__ == "__main__":
    main()
