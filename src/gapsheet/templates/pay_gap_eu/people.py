"""The people of the EU pay gap workbook: 60 invented workers, with the awkward cases that real lists have."""

from __future__ import annotations

# Id, sex, category, hours, weeks; then pay by code in the order of ELEMENTS. Among them: part-time, part of the year,
# one of neither label, hours forgotten, a category under an old name, a category of three people and one of men only.
_PEOPLE = """
    E1001 M Production 38.5 52 29830 0 0 600 0 0 0
    E1002 M Production 38.5 52 30430 1800 620 600 0 0 0
    E1003 M Production 38.5 52 31230 2400 0 0 0 0 0
    E1004 M Logistics 38.5 52 31630 0 340 600 0 0 0
    E1005 M Logistics 38.5 52 32230 1800 0 600 0 0 0
    E1006 M Production 0 52 32630 2400 620 0 0 0 0
    E1007 M Production 38.5 52 33230 0 0 600 0 0 0
    E1008 M Production 38.5 52 33830 1800 340 600 0 0 0
    E1009 M Production 50 52 34630 2400 0 0 0 0 0
    E1010 M Logistics 38.5 52 35640 0 620 600 0 0 0
    E1011 M Logistics 38.5 52 36440 1800 0 600 0 0 0
    E1012 F Production 38.5 52 29630 1800 0 600 0 0 0
    E1013 F Production 38.5 52 30230 0 0 0 0 0 0
    E1014 F Production 25 52 20020 1200 0 600 0 0 0
    E1015 F Logistics 30 30 14220 1800 0 0 0 0 0
    E1016 F Logistics 38.5 52 32030 0 0 600 0 0 0
    E1017 F Logistics 38.5 52 32830 1200 0 0 0 0 0
    E1018 F Logistics 25 52 21450 1800 0 600 0 0 0
    E1019 F Logistics 30 52 26360 0 0 0 0 0 0
    E1020 F Production 38.5 30 19870 1200 0 600 0 0 0
    E1021 F Production 38.5 52 35040 1800 0 0 0 0 0
    E1022 X Production 38.5 52 32430 1800 0 600 0 0 0
    E1023 M Engineering 38.5 52 55060 0 0 3000 0 0 0
    E1024 M Engineering 38.5 52 57860 0 2400 4200 0 0 310
    E1025 M Engineers 38.5 52 60460 0 0 5000 0 0 0
    E1026 M Engineering 38.5 52 62060 0 2400 3000 0 0 890
    E1027 M Engineering 38.5 52 65670 0 0 4200 0 5400 120
    E1028 M Engineering 38.5 52 68270 0 2400 5000 0 5400 0
    E1029 M Engineering 38.5 52 73070 0 0 3000 9000 5400 440
    E1030 F Engineering 38.5 52 54850 0 0 3000 0 0 0
    E1031 F Engineering 32 52 47920 0 0 3400 0 0 150
    E1032 F Engineering 38.5 52 60060 0 0 4000 0 0 0
    E1033 M Selling 38.5 52 40240 0 0 6200 0 0 1250
    E1034 M Selling 38.5 52 42840 0 0 7400 0 0 900
    E1035 M Selling 38.5 52 44440 0 0 8800 0 4200 2100
    E1036 M Selling 38.5 52 46050 0 0 9600 0 4200 640
    E1037 M Selling 38.5 52 48650 0 0 11800 0 4200 1800
    E1038 F Selling 38.5 52 40040 0 0 4800 0 0 700
    E1039 F Selling 38.5 52 42440 0 0 6100 0 0 1430
    E1040 F Selling 30 52 34160 0 0 5000 0 0 380
    E1041 F Selling 38.5 52 45650 0 0 7600 0 4200 990
    E1042 F Selling 20 52 24340 0 0 3900 0 0 0
    E1043 F Selling 38.5 52 48050 0 0 9000 0 4200 1120
    E1044 M Administration 38.5 52 32430 0 0 500 0 0 0
    E1045 M Administration 38.5 52 33630 0 0 500 0 0 0
    E1046 M Administration 38.5 52 35240 0 0 700 0 0 0
    E1047 M Administration 38.5 52 36240 0 0 700 0 0 0
    E1048 F Administration 38.5 52 33830 0 0 500 0 0 0
    E1049 F Administration 20 52 18100 0 0 300 0 0 0
    E1050 F Administration 38.5 52 35840 0 0 700 0 0 0
    E1051 F Administration 30 52 28550 0 0 500 0 0 0
    E1052 F Administration 38.5 17 12170 0 0 200 0 0 0
    E1053 F Administration 38.5 52 38040 0 0 900 0 0 0
    E1054 F Administration 25 52 25220 0 0 600 0 0 0
    E1055 F Administration 38.5 52 39840 0 0 900 0 0 0
    E1056 M Legal 38.5 52 92090 0 0 9000 12000 0 0
    E1057 F Legal 38.5 52 83080 0 0 8000 0 0 0
    E1058 F Legal 30 52 62710 0 0 5200 0 0 0
    E1059 M Caretaking 38.5 52 27830 0 480 0 0 0 0
    E1060 M Caretaking 38.5 52 29230 0 0 0 0 0 0
"""
_WORDS = 3  # the first columns are texts


def people() -> tuple[tuple[str | float, ...], ...]:
    """One row for each worker."""
    lines = (line.split() for line in _PEOPLE.strip().splitlines())
    return tuple((*cells[:_WORDS], *map(float, cells[_WORDS:])) for cells in lines)
