"""How gapsheet gets into a user's Excel on Windows, out of it again, and how its state there is examined."""
