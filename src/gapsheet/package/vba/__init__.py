"""What a VBA project is, as Excel keeps it in vbaProject.bin: reading the one that xlwings ships, writing one anew."""

from gapsheet.package.vba.project import Module, ModuleKind, VbaProject
from gapsheet.package.vba.seed import Seed, seed

__all__ = ["Module", "ModuleKind", "Seed", "VbaProject", "seed"]
