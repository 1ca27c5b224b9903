"""How gapsheet leaves a user's Excel: what it brought goes, what the user made stays and is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gapsheet.install import record as records
from gapsheet.install import settings
from gapsheet.install.fitness import refuse_other_system
from gapsheet.install.installing import BACKUP, addin_in_use
from gapsheet.install.machine import Machine
from gapsheet.install.profile import Profile
from gapsheet.install.record import Record
from gapsheet.install.steps import Change, Outcome, Step, Tell, carry_out, refusals, removal, remove_empty, write

_LOG = re.compile(r"(excel|gapsheet)\.log(\.old|\.\d+)?")


def uninstall(profile: Profile, machine: Machine, *, tell: Tell = lambda _: None) -> Outcome:
    """Remove the add-in, gapsheet's settings, templates, reference and logs, also of an installation half done.

    Raises:
        InstallError: Something is in the way. Running the command again completes what had begun.
    """
    refuse_other_system(machine)
    if machine.is_in_use(profile.addin):
        raise addin_in_use(profile)
    record = records.read(profile.record)
    with refusals(profile.home):
        steps = list(_steps(profile, record))
        carry_out(steps, tell)
        made = {Path(text) for text in record.created} & set(profile.folders())
        remove_empty({profile.templates, profile.logs, *made} - {profile.home})
        profile.record.unlink(missing_ok=True)  # last, so that a removal that was killed can be completed
        remove_empty([profile.home])
        return Outcome((*(step.change for step in steps), *_kept(profile)))


def _steps(profile: Profile, record: Record) -> Iterator[Step]:
    """Every file that is gapsheet's."""
    if profile.addin.is_file():
        yield removal(profile.addin)
    yield from _settings_steps(profile, record)
    names = dict.fromkeys((*record.files, *_templates(profile)))
    for name in names:
        path = profile.path(name)
        if path != profile.addin and path.is_file() and record.is_ours(name, path.read_bytes()):
            yield removal(path)
    if profile.reference.is_file() and not record.files:
        yield removal(profile.reference)
    for path in _logs(profile):
        yield removal(path)
    for path in profile.leftovers():
        yield removal(path, "left over")


def _templates(profile: Profile) -> list[str]:
    return [f"templates/{path.name}" for path in sorted(profile.templates.glob("*"))]


def _logs(profile: Profile) -> list[Path]:
    return [path for path in sorted(profile.logs.glob("*")) if _LOG.fullmatch(path.name) and path.is_file()]


def _settings_steps(profile: Profile, record: Record) -> Iterator[Step]:
    """The configuration as it was, or no configuration if there was none; backups that hold nothing more go too."""
    path = profile.configuration
    before = path.read_bytes() if path.is_file() else b""
    after = settings.without_settings(before)
    if path.is_file() and not after and str(path) in record.created:
        yield removal(path)
    elif after != before:
        yield Step(Change("replace", path, "without gapsheet's settings"), lambda: write(path, after))
    for backup in sorted(path.parent.glob(f"{BACKUP}*")):
        if settings.without_settings(backup.read_bytes()) == after:
            yield removal(backup, "holds nothing more than the configuration")


def _kept(profile: Profile) -> Iterator[Change]:
    """What is left in gapsheet's folders: the user made or changed it."""
    if profile.home.is_dir():
        for path in sorted(profile.home.rglob("*")):
            if not path.is_dir():
                yield Change("keep", path, "not made by gapsheet, or changed since")
    for backup in sorted(profile.configuration.parent.glob(f"{BACKUP}*")):
        yield Change("keep", backup, "the configuration has changed since")
