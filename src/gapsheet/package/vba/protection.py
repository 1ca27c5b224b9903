"""The three obscured entries of a project that nobody has locked: protection, password, visibility."""

from __future__ import annotations

_VERSION = 2  # [MS-OVBA] 2.4.3.2: the version of this obscuring
_SEED = 0x90  # [MS-OVBA] 2.4.3.2: any byte; with bits 1 and 2 clear no random bytes go in
_UNPROTECTED = bytes(4)  # [MS-OVBA] 2.3.1.15 ProjectProtectionState: no bit set
_NO_PASSWORD = bytes(1)  # [MS-OVBA] 2.3.1.16 ProjectPassword: 0x00 stands for none
_VISIBLE = bytes([0xFF])  # [MS-OVBA] 2.3.1.17 ProjectVisibilityState


def unprotected(project_id: str) -> dict[str, str]:
    """The entries CMG, DPB and GC of the PROJECT stream.

    Args:
        project_id: The project's identity as the stream gives it, braces included.
    """
    stated = {"CMG": _UNPROTECTED, "DPB": _NO_PASSWORD, "GC": _VISIBLE}
    return {key: obscured(data, project_id).hex().upper() for key, data in stated.items()}


def obscured(data: bytes, project_id: str) -> bytes:
    """Data as [MS-OVBA] 2.4.3.2 hides it: each byte is mixed with what stood two places before and its forerunner."""
    key = sum(project_id.encode("ascii")) & 0xFF
    out = bytearray([_SEED, _SEED ^ _VERSION, _SEED ^ key])
    before = key
    for byte in len(data).to_bytes(4, "little") + data:
        out.append(byte ^ (out[-2] + before) & 0xFF)
        before = byte
    return bytes(out)
