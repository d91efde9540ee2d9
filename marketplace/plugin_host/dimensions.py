"""Counted and rated dimensions, and the whole table `DIMENSIONS` by name."""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.plugin_host.physical import (
    _APART_CHIP,
    _APART_MASS,
    _APART_PALLET,
    CUBIC,
    DAY,
    HOUR,
    KILO,
    MONTH,
    MOVES,
    PHYSICAL,
    TEU,
    TONNE,
    YEAR,
    per,
)
from marketplace.plugin_host.units import Dimension, Unit

KWH = ("kWh", "kwh", "số điện")
WAFERS = ("wafers", "wafer", "phiến", "wpm", "tấm wafer", "tấm")
CHIPS = ("units", "unit", "chips", "chip", "con", "con chip", "cái", "pcs", "linh kiện")

# "10 × 40'": the length of a box is its size, not a number to multiply.
_FEET = r"\s*(?:'|’|′|ft\b|feet\b|hc\b|dc\b)"
_BOXES = tuple((rf"[x×*]\s*{size}{_FEET}", f" {unit}") for size, unit in ((20, "TEU"), (40, "FEU"), (45, "45HC")))

COUNTED = (
    Dimension("percent", L("percent", "phần trăm"), (Unit("%", 1, ("percent", "phần trăm", "pct")),)),
    Dimension(
        "count",
        L("number", "số lượng"),
        (
            Unit("", 1),
            Unit(
                "units",
                1,
                ("cái", "chiếc", "pcs", "ổ", "chân", "pins", "pin", "balls", "điểm", "sites", "mẫu", "samples"),
            ),
        ),
    ),
    Dimension(
        "pallets",
        L("pallet positions", "số vị trí pallet"),
        (
            Unit(
                "pallets", 1, ("pallet", "vị trí pallet", "vị trí", "pallet positions", "positions", "pp"), vi="pallet"
            ),
        ),
        apart={"area": _APART_PALLET},
    ),
    Dimension(
        "teu",
        L("containers", "container"),
        (
            Unit("TEU", 1, (*TEU, "20'")),
            Unit("FEU", 2, ("40'", "40HC")),
            Unit("45'", 2.25, ("45HC",)),  # by habit of the trade
        ),
        rewrites=_BOXES,
        apart={"mass": _APART_MASS, "moves_rate": _APART_MASS},
    ),
    Dimension(
        "teu_rate",
        L("containers per year", "container mỗi năm"),
        (
            Unit("TEU/yr", 1, (*per(TEU, YEAR), *TEU), vi="TEU/năm"),
            Unit("TEU/month", 12, per(TEU, MONTH), vi="TEU/tháng"),
        ),
        apart={"mass_rate": _APART_MASS, "moves_rate": _APART_MASS, "mass": _APART_MASS},
    ),
    Dimension(
        "moves_rate",
        L("moves per hour", "lượt xếp dỡ mỗi giờ"),
        (Unit("moves/h", 1, (*per(MOVES, HOUR), "mph", "GMPH"), vi="lượt/giờ"),),
        apart={"teu_rate": _APART_MASS, "mass": _APART_MASS, "teu": _APART_MASS},
    ),
    Dimension(
        "mass_rate",
        L("mass per time", "khối lượng theo thời gian"),
        (
            Unit("t/day", 1, per(TONNE, DAY), vi="tấn/ngày"),
            Unit("kg/h", 0.024, per(KILO, HOUR)),
            Unit("t/h", 24, per(TONNE, HOUR), vi="tấn/giờ"),
            Unit("kg/day", 0.001, per(KILO, DAY), vi="kg/ngày"),
            Unit("t/yr", 1 / 365, per(TONNE, YEAR), vi="tấn/năm"),
            Unit("t/month", 12 / 365, per(TONNE, MONTH), vi="tấn/tháng"),
        ),
        apart={"teu_rate": _APART_MASS, "moves_rate": _APART_MASS, "teu": _APART_MASS},
    ),
    Dimension(
        "wafer_rate",
        L("wafers per month", "phiến mỗi tháng"),
        (
            Unit("wafers/month", 1, (*per(WAFERS, MONTH), *WAFERS), vi="phiến/tháng"),
            Unit("wafers/yr", 1 / 12, per(WAFERS, YEAR)),
        ),
        apart={"chip_rate": _APART_CHIP},
    ),
    Dimension(
        "chip_rate",
        L("units per month", "chip mỗi tháng"),
        (
            Unit("units/month", 1, (*per(CHIPS, MONTH), *CHIPS), vi="chip/tháng"),
            Unit("units/yr", 1 / 12, per(CHIPS, YEAR)),
        ),
        apart={"wafer_rate": _APART_CHIP},
    ),
    Dimension(
        "energy_per_volume", L("energy per volume", "điện năng trên thể tích"), (Unit("kWh/m³", 1, per(KWH, CUBIC)),)
    ),
    Dimension("energy_per_mass", L("energy per tonne", "điện năng trên tấn"), (Unit("kWh/t", 1, per(KWH, TONNE)),)),
    Dimension("energy_per_kg", L("energy per kilogram", "điện năng trên kg"), (Unit("kWh/kg", 1, per(KWH, KILO)),)),
    Dimension(
        "apparent_power",
        L("apparent power", "công suất biểu kiến"),
        (Unit("MVA"), Unit("kVA", 0.001), Unit("VA", 1e-6)),
    ),
    Dimension(
        "frequency", L("frequency", "tần số"), (Unit("GHz"), Unit("MHz", 1e-3), Unit("kHz", 1e-6), Unit("Hz", 1e-9))
    ),
    Dimension(
        "voltage",
        L("voltage", "điện áp"),
        (Unit("V", 1, ("vôn", "volt", "volts", "VDC", "VAC")), Unit("mV", 0.001), Unit("kV", 1000)),
    ),
    Dimension(
        "pressure",
        L("pressure", "áp suất"),
        (
            Unit("bar"),
            Unit("kPa", 0.01),
            Unit("MPa", 10),
            Unit("kg/cm²", 0.980665, ("kgf/cm²", "kg/cm2", "kgf/cm2", "at")),  # on plates and in standards of Vietnam
            Unit("psi", 0.0689476),
            Unit("atm", 1.01325),
        ),
    ),
    Dimension(
        "duration",
        L("days", "số ngày"),
        (
            Unit("days", 1, ("d", "day", "ngày"), vi="ngày"),
            Unit("weeks", 7, ("week", "wk", "tuần"), vi="tuần"),
            Unit("h", 1 / 24, ("hours", "hour", "giờ"), vi="giờ"),
        ),
    ),
    Dimension(
        "years",
        L("years", "số năm"),
        (
            Unit("years", 1, ("year", "yr", "yrs", "năm", "y"), vi="năm"),
            Unit("months", 1 / 12, ("month", "mo", "tháng"), vi="tháng"),
        ),
    ),
    Dimension(
        "emission",
        L("emission", "nồng độ phát thải"),
        (
            Unit("mg/Nm³", 1, ("mg/Nm3", "mg/m³", "mg/m3")),
            Unit("µg/Nm³", 0.001, ("ug/Nm3",)),
            Unit("g/Nm³", 1000, ("g/Nm3",)),
        ),
        reference=r"(?:@|at|ở|tại)\s*(?P<tag>[0-9]+(?:[.,][0-9]+)?)\s*%\s*O[2₂]",
    ),
    Dimension("dioxin", L("dioxin", "dioxin"), (Unit("ng TEQ/Nm³", 1, ("ng TEQ/Nm3", "ngTEQ/Nm3", "ng/Nm3")),)),
    Dimension(
        "cleanroom",
        L("cleanroom class", "cấp phòng sạch"),
        (
            Unit("ISO", 1, ("class ISO", "cấp ISO", "ISO class"), leads=True),
            Unit(
                "class",
                1,
                ("cấp", "FS209E", "FED-STD-209E"),
                table={1: 3, 10: 4, 100: 5, 1000: 6, 10_000: 7, 100_000: 8},
            ),
        ),
        ratio=False,
    ),
    Dimension(
        "resistivity",
        L("resistivity", "điện trở suất"),
        (Unit("Ω·cm", 1, ("ohm cm", "ohm.cm", "ohm-cm", "ohmcm")), Unit("mΩ·cm", 0.001, ("mohm cm",))),
    ),
    Dimension("bandgap", L("band gap", "độ rộng vùng cấm"), (Unit("eV"),)),
)

DIMENSIONS: dict[str, Dimension] = PHYSICAL | {dimension.name: dimension for dimension in COUNTED}


def dimension_of(name: str | Dimension | None, unit: str) -> Dimension:
    """Return the dimension: itself, by its name, or the first one that has the unit, by its symbol before a spelling.

    "t/yr" is a rate of mass, though emissions may be written so, too.
    """
    if isinstance(name, Dimension):
        return name
    if name is not None and name not in DIMENSIONS:
        raise KeyError(f"there is no dimension {name!r}: see `marketplace plugins units`")
    if name is not None:
        return DIMENSIONS[name]
    spelt = [each.name for each in DIMENSIONS.values() if each.find(unit) is not None]
    if not spelt:
        raise KeyError(
            f"no dimension has the unit {unit!r}; see `marketplace plugins units`, or declare a Dimension of your own"
        )
    return DIMENSIONS[(rivals(unit) or spelt)[0]]


def rivals(unit: str) -> list[str]:
    """Return the dimensions that have a unit of this symbol; of several, a field should name the one it means."""
    return [each.name for each in DIMENSIONS.values() if any(known.symbol == unit for known in each.units)]
