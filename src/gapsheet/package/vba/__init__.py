"""What a VBA project is, as Excel keeps it in vbaProject.bin: reading the one that xlwings ships, writing one anew."""

from gapsheet.package.vba.project import Module, ModuleKind, VbaProject, code_of
from gapsheet.package.vba.shipped import Seed, seed

__all__ = ["Module", "ModuleKind", "Seed", "VbaProject", "code_of", "seed"]
