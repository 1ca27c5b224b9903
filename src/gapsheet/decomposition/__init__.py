"""Gaps taken apart: what the factors explain and what they leave, by Kitagawa, Oaxaca and Blinder, and their heirs."""
