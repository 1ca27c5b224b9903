"""What leaves the house: frozen copies, differences between two files, pages and pictures."""
