"""How gapsheet is put into a user's Excel: everything is made and compared first, then changed file by file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from tempfile import gettempdir

from gapsheet import __version__
from gapsheet.errors import AddinInUseError, ConfigurationError, InstallError
from gapsheet.install import record as records
from gapsheet.install import settings
from gapsheet.install.contents import Makers, xlwings_version
from gapsheet.install.fitness import present_dlls, refuse_unfit, wanted_settings
from gapsheet.install.machine import Machine
from gapsheet.install.profile import ADDIN, REFERENCE, Profile
from gapsheet.install.record import Record
from gapsheet.install.steps import Change, Outcome, Step, Tell, carry_out, refusals, removal, write

BACKUP = "xlwings.conf.before-gapsheet-"


def install(
    profile: Profile,
    machine: Machine,
    makers: Makers | None = None,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
    tell: Tell = lambda _: None,
) -> Outcome:
    """Put the add-in, the templates and the settings where Excel finds them; what is current already stays as it is.

    Args:
        profile: The user's folders.
        machine: What is asked of Windows.
        makers: Who makes the files.
        dry_run: Change nothing, only find out what would be changed.
        now: The time that stands in the names of backups.
        tell: Hears of every step before it is made.

    Raises:
        InstallError: Something is in the way. Running the command again completes what had begun.
    """
    refuse_unfit(machine)
    wanted = wanted_settings(profile, machine)
    refuse_obstacles(profile)
    record = records.read(profile.record)
    in_use = machine.is_in_use(profile.addin)
    if in_use and not _is_current(profile, record):
        raise addin_in_use(profile)
    moment = now or datetime.now()
    with refusals(Path(gettempdir())):
        contents = (makers or Makers()).made(tell)
    with refusals(profile.home):
        steps = list(_file_steps(profile, record, contents, moment))
        steps += _settings_steps(profile, machine, wanted, moment)
        steps += [removal(path, "left over") for path in profile.leftovers()]
        framed = _framed(profile, record, contents, steps, moment)
    if in_use and any(step.change.path == profile.addin for step in steps):
        raise addin_in_use(profile)
    if not dry_run:
        carry_out(framed, tell)
    return Outcome(tuple(step.change for step in steps), tuple(_notes(machine, steps)), dry_run)


def refuse_obstacles(profile: Profile) -> None:
    """Find out before any work whether a file stands where a folder belongs, or the reverse."""
    for folder in profile.folders():
        if folder.exists() and not folder.is_dir():
            raise InstallError(f"{folder} is a file, and a folder is needed there; rename it and run the command again")
    for path in (profile.addin, profile.reference, profile.record, profile.configuration):
        if path.is_dir():
            raise InstallError(f"{path} is a folder, and a file belongs there; rename it and run the command again")


def addin_in_use(profile: Profile) -> AddinInUseError:
    """Excel must be closed first."""
    return AddinInUseError(
        f"Excel has {profile.addin} open; close all Excel windows (if none is to be seen: end Microsoft Excel in the "
        "Task Manager) and run the command again. Nothing has been changed"
    )


def _is_current(profile: Profile, record: Record) -> bool:
    """Whether the add-in that Excel holds open is, by all that is recorded, the one for these versions."""
    recorded = (record.gapsheet, record.xlwings) == (__version__, xlwings_version())
    return recorded and record.finished is not None


def _file_steps(profile: Profile, record: Record, contents: Mapping[str, bytes], now: datetime) -> Iterator[Step]:
    """Files that differ from what belongs there, and those of an older version that no longer do."""
    for name, content in contents.items():
        path = profile.path(name)
        present = path.read_bytes() if path.is_file() else None
        if present == content:
            continue
        if present is not None and name != ADDIN and name != REFERENCE and not record.is_ours(name, present):
            yield _set_aside(path, now)
            present = None
        yield _writing(profile, name, content, "write" if present is None else "replace")
    for name in record.files:
        path = profile.path(name)
        if name not in contents and path.is_file() and record.is_ours(name, path.read_bytes()):
            yield removal(path, "of an older version")


def _writing(profile: Profile, name: str, content: bytes, action: str) -> Step:
    path = profile.path(name)
    staged = profile.staged_addin if name == ADDIN else None
    return Step(Change(action, path), lambda: write(path, content, staged))


def _set_aside(path: Path, now: datetime) -> Step:
    """A template that the user has changed keeps its content under another name."""
    aside = _unused(path.parent, f"{path.stem}.changed-{now:%Y%m%d-%H%M%S}", path.suffix)
    return Step(
        Change("set aside", path, f"you have changed it; kept as {aside.name}"), lambda: os.replace(path, aside)
    )


def _unused(folder: Path, stem: str, suffix: str = "") -> Path:
    """A path that nothing has yet: by a number if need be."""
    numbered = (f"{stem}-{number}{suffix}" for number in count(2))
    return next(folder / name for name in chain([stem + suffix], numbered) if not (folder / name).exists())


def _settings_steps(profile: Profile, machine: Machine, wanted: Mapping[str, str], now: datetime) -> Iterator[Step]:
    """The configuration with gapsheet's keys; what was there is copied first."""
    path = profile.configuration
    try:
        before = path.read_bytes() if path.exists() else None
        after = settings.with_settings(before or b"", wanted, machine.code_page)
    except ConfigurationError as problem:
        raise ConfigurationError(f"{path}: {problem}") from problem
    if before == after:
        return
    if before and before not in (copy.read_bytes() for copy in path.parent.glob(f"{BACKUP}*")):
        content = before
        backup = _unused(path.parent, f"{BACKUP}{now:%Y%m%d-%H%M%S}")
        yield Step(Change("back up", path, f"as {backup.name}"), lambda: write(backup, content))
    yield Step(Change("write" if before is None else "replace", path), lambda: write(path, after))


def _framed(
    profile: Profile, record: Record, contents: Mapping[str, bytes], steps: list[Step], now: datetime
) -> list[Step]:
    """The steps between the two writings of the record; nothing if nothing is left to do."""
    places = (*profile.folders(), profile.configuration)
    absent = [str(place) for place in places if not place.exists()]
    begun = record.begun(__version__, xlwings_version(), contents, absent)
    ended = begun.ended(contents, f"{now:%Y-%m-%d %H:%M:%S}")
    if not steps and record.finished and record.ended(contents, ended.finished or "") == ended:
        return []
    change = Change("write", profile.record)
    first = Step(change, lambda: write(profile.record, begun.written()))
    return [first, *steps, Step(change, lambda: write(profile.record, ended.written()))]


def _notes(machine: Machine, steps: list[Step]) -> Iterator[str]:
    """What the user should know or do next."""
    if steps and machine.excel_runs():
        yield "Excel is running: close all its windows and start it again, then it has what was installed"
    if not present_dlls(machine):
        yield f"xlwings' DLLs are not beside {machine.interpreter}: the functions will show #N/A; run: gapsheet doctor"
