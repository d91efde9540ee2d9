"""Physical dimensions. Factors turn the typed value into the base unit, the first of each dimension.

Sources are in the sector fact sheet; where a unit is local or a habit of trade, the comment says which was taken.
"""

from __future__ import annotations

from marketplace.i18n import L
from marketplace.plugin_host.units import Dimension, Unit

HOUR = ("h", "giờ", "hour", "hr", "g")
DAY = ("d", "day", "ngày", "ngđ", "ngày đêm", "ngày.đêm")
MONTH = ("month", "tháng", "mo", "mth")
YEAR = ("yr", "year", "năm", "y", "a")


PER = ("/", " per ", " mỗi ", " a ", " một ")  # what may stand between a thing and its period


def per(things: tuple[str, ...], period: tuple[str, ...]) -> tuple[str, ...]:
    """Return every spelling of "thing per period", with a slash and in words."""
    return tuple(f"{thing}{word}{span}" for thing in things for word in PER for span in period)


CUBIC = ("m³", "m3", "khối", "mét khối", "cbm")
LITRE = ("L", "l", "lít", "litre", "liter", "lit")
TONNE = ("t", "tấn", "tonne", "tonnes", "ton", "tons", "T", "MT")
KILO = ("kg", "ký", "kilogram", "kilôgam")
TEU = ("TEU", "teus")
CO2 = ("tCO2e", "tCO2", "tấn CO2tđ", "tấn CO2", "tấn CO2e", "t CO2e", "tCO2tđ", "tCO2eq", "tấn CO2 tương đương", *TONNE)
MOVES = ("moves", "move", "mv", "lượt", "cont", "container", "containers", "thùng")

_APART_MASS = L(
    "TEU, moves and tonnes can't be turned into one another.", "TEU, lượt xếp dỡ và tấn không quy đổi được cho nhau."
)
_APART_TON = L(
    "GT measures volume and DWT weight: neither can be turned into the other.",
    "GT là dung tích, DWT là trọng tải: hai đại lượng không quy đổi được cho nhau.",
)
_APART_KW = L("kW, kWh and kWp can't be turned into one another.", "kW, kWh và kWp không quy đổi được cho nhau.")
_APART_PALLET = L("m² and pallets can't be turned into one another.", "m² và số pallet không quy đổi được cho nhau.")
_APART_CHIP = L(
    "Wafers and chips can't be turned into one another.", "Số phiến và số chip không quy đổi được cho nhau."
)
_APART_SALT = L(
    "Salinity and conductivity (mS/cm) can't be turned into one another.",
    "Độ mặn và độ dẫn điện (mS/cm) không quy đổi được cho nhau.",
)
_APART_AH = L("Ah can't be turned into kWh without the voltage.", "Không có điện áp thì không đổi được Ah sang kWh.")

_INCH = ('"', "inch", "in", "inches", "''", "insơ")
_MM = Unit("mm", 0.001, ("milimét", "millimetre", "millimeter", "ly", "li"))
_LENGTH_UNITS = (
    Unit("m", 1, ("mét", "metre", "metres", "meter", "meters")),
    _MM,
    Unit("cm", 0.01, ("xentimét", "phân")),
    Unit("km", 1000, ("kilomét", "cây số")),
    Unit("ft", 0.3048, ("feet", "foot", "'")),
    Unit("in", 0.0254, _INCH),
)

PHYSICAL: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension(
            "power",
            L("power", "công suất"),
            (
                Unit("kW", 1, ("kilowatt", "kilôoát")),
                Unit("W", 0.001, ("watt", "oát")),
                Unit("MW", 1000, ("megawatt",)),
                Unit("GW", 1e6),
                Unit("hp", 0.7457, ("HP", "bhp", "BHP")),
                # Metric horsepower: the tug tables of Hải Phòng say CV, makers' English texts HP.
                Unit("CV", 0.7355, ("PS", "mã lực", "sức ngựa"), vi="CV"),
                Unit("kWe", 1, tag="e"),
                Unit("MWe", 1000, tag="e"),
                Unit("kWth", 1, ("kWt",), tag="th"),
                Unit("MWth", 1000, ("MWt",), tag="th"),
                Unit("kWp", 1, tag="p"),
                Unit("MWp", 1000, tag="p"),
                Unit("GWp", 1e6, tag="p"),
                Unit("Wp", 0.001, tag="p"),
                Unit("TR", 3.5169, ("RT", "tấn lạnh", "ton lạnh", "ton of refrigeration"), tag="cooling"),
                Unit("kW cooling", 1, ("kW lạnh", "kWr"), vi="kW lạnh", tag="cooling"),
            ),
            apart={"energy": _APART_KW},
        ),
        Dimension(
            "speed",
            L("speed", "tốc độ"),
            (
                Unit(
                    "kn",
                    1,
                    ("hải lý/giờ", "hải lí/giờ", "hl/h", "hl/giờ", "hải lý/h", "knot", "knots", "kts", "kt"),
                    vi="hải lý/giờ",
                ),
                Unit("km/h", 0.539957, ("kph", "km/giờ")),
                Unit("m/s", 1.943844, ("m/giây",)),
                Unit("mph", 0.868976, ("miles/h", "dặm/giờ")),
            ),
        ),
        Dimension(
            "force",
            L("force", "lực"),
            (
                Unit("t", 1, ("T", "tấn", "tấn lực", "tf", "ton", "tons", "tonnes", "TBP")),
                Unit("kN", 0.101972),
                Unit("N", 1.01972e-4),
            ),
        ),
        Dimension(
            "mass",
            L("mass", "khối lượng"),
            (
                Unit("t", 1, TONNE),
                Unit("kg", 0.001, KILO),
                Unit("g", 1e-6, ("gam",)),
                Unit("kt", 1000),
                Unit("tạ", 0.1),
                Unit("yến", 0.01),
                Unit("lb", 4.5359e-4, ("lbs", "pound", "pounds")),
                Unit("short ton", 0.907185, ("sh tn",)),
                Unit("long ton", 1.016047, ("LT",)),
                Unit("kN", 1 / 9.80665),  # safe working loads of cranes are sometimes given as a force
            ),
            apart={
                "teu": _APART_MASS,
                "moves_rate": _APART_MASS,
                "deadweight": _APART_TON,
                "gross_tonnage": _APART_TON,
            },
        ),
        Dimension(
            "deadweight",
            L("deadweight", "trọng tải"),
            (Unit("t", 1, ("DWT", "dwt", *TONNE)), Unit("kDWT", 1000, ("kt", "k DWT"))),
            apart={"gross_tonnage": _APART_TON},
        ),
        Dimension(
            "gross_tonnage",
            L("gross tonnage", "tổng dung tích"),
            (Unit("GT", 1, ("GRT",)),),
            apart={"deadweight": _APART_TON, "mass": _APART_TON},
        ),
        Dimension("length", L("length", "chiều dài"), _LENGTH_UNITS),
        # Only a distance takes "nm" for nautical miles: elsewhere it is a nanometre.
        Dimension(
            "distance",
            L("distance", "khoảng cách"),
            (
                *_LENGTH_UNITS,
                Unit("NM", 1852, ("nm", "nmi", "hải lý", "hải lí", "nautical miles", "nautical mile"), vi="hải lý"),
            ),
        ),
        Dimension(
            "depth",
            L("depth", "độ sâu"),
            (
                *_LENGTH_UNITS,
                Unit("bar", 9.95),  # metres of sea water
                Unit("psi", 0.686),
                Unit("fathom", 1.8288, ("fathoms", "sải"), vi="sải"),
            ),
        ),
        Dimension(
            "flow",
            L("flow", "lưu lượng"),
            (
                Unit("m³/h", 1, per(CUBIC, HOUR), vi="m³/h"),
                Unit("m³/day", 1 / 24, per(CUBIC, DAY), vi="m³/ngày"),
                Unit("L/s", 3.6, per(LITRE, ("s", "giây", "second", "sec"))),
                Unit("L/min", 0.06, per(LITRE, ("min", "phút", "minute")), vi="lít/phút"),
                Unit("m³/min", 60, per(CUBIC, ("min", "phút", "minute"))),
                Unit("m³/s", 3600, per(CUBIC, ("s", "giây", "second"))),
                Unit("L/h", 0.001, per(LITRE, HOUR)),
                Unit("MLD", 1000 / 24, ("ML/d",)),
                Unit("gpm", 0.227125, ("US gpm", "gal/min")),
            ),
        ),
        Dimension("air_flow", L("gas flow", "lưu lượng khí"), (Unit("Nm³/h", 1, per(("Nm³", "Nm3"), HOUR)),)),
        Dimension(
            "area",
            L("area", "diện tích"),
            (
                Unit("m²", 1, ("m2", "sqm", "mét vuông")),
                Unit("ha", 10_000, ("hecta", "héc-ta", "hectare", "hectares")),
                Unit("km²", 1e6),
                Unit("ft²", 0.092903, ("sq ft", "sqft")),
                # Bắc Bộ measures; a sào is 500 m² in Trung Bộ and 1 000 m² (công) in Nam Bộ.
                Unit("sào", 360, ("sào Bắc Bộ",)),
                Unit("mẫu", 3600, ("mẫu Bắc Bộ",)),
            ),
            sides="length",
            apart={"pallets": _APART_PALLET},
        ),
        Dimension(
            "die_area",
            L("die area", "diện tích chip"),
            (Unit("mm²", 1, ("mm2", "sq mm")), Unit("µm²", 1e-6, ("um2", "um²")), Unit("cm²", 100, ("cm2",))),
            sides="die_side",
        ),
        Dimension("die_side", L("die side", "cạnh chip"), (Unit("mm", 1), Unit("µm", 0.001, ("um",)), Unit("cm", 10))),
        Dimension(
            "energy",
            L("energy", "năng lượng"),
            (
                Unit("kWh", 1, ("số điện",)),
                Unit("Wh", 0.001),
                Unit("MWh", 1000),
                Unit("GWh", 1e6),
                Unit("MJ", 0.277778),
                Unit("GJ", 277.778),
                Unit("kcal", 0.001163),
                Unit("toe", 11630, ("TOE",)),
            ),
            apart={"power": _APART_KW, "charge": _APART_AH},
        ),
        Dimension("charge", L("charge", "điện lượng"), (Unit("Ah", 1),), apart={"energy": _APART_AH}),
        Dimension(
            "temperature",
            L("temperature", "nhiệt độ"),
            (
                Unit("°C", 1, ("C", "ºC", "độ C", "độ", "℃", "deg C", "degrees")),
                Unit("°F", 1 / 1.8, ("F", "ºF", "độ F", "℉", "deg F"), offset=-32 / 1.8),
                Unit("K", 1, ("độ K", "kelvin"), offset=-273.15),
            ),
            ratio=False,
        ),
        Dimension(
            "small_length",
            L("small length", "kích thước nhỏ"),
            (
                Unit("nm", 1, ("nanomet", "nanômét", "nanometre")),
                Unit("µm", 1000, ("um", "micron", "microns", "mu", "u", "µ", "micromet")),
                Unit("Å", 0.1, ("A", "angstrom")),
                Unit("mm", 1e6),
                Unit("mil", 25_400, ("mils",)),
            ),
        ),
        Dimension(
            "wafer",
            L("wafer diameter", "đường kính phiến"),
            (
                Unit("mm", 1),
                # Nominal sizes, not × 25.4: the "6-inch" wafer is 150 mm.
                Unit("in", 1, _INCH, table={2: 50, 3: 75, 4: 100, 5: 125, 6: 150, 8: 200, 12: 300, 18: 450}),
            ),
        ),
        Dimension(
            "rf_power",
            L("RF power", "công suất RF"),
            (
                Unit("dBm"),
                Unit("W", decibels=30, names=("watt",)),
                Unit("mW", decibels=0),
                Unit("dBW", 1, offset=30),
            ),
            ratio=False,
        ),
        Dimension(
            "concentration",
            L("concentration", "nồng độ"),
            (
                Unit("mg/L", 1, ("mg/l", "mg/lít", "ppm")),  # ppm in water
                Unit("µg/L", 0.001, ("ug/L", "µg/l", "ppb")),
                Unit("g/L", 1000, ("g/l", "g/lít")),
                Unit("kg/m³", 1000, ("kg/m3",)),
                Unit("‰", 1000, ("%o", "ppt", "PSU")),  # salinity
            ),
            apart={"conductivity": _APART_SALT},
        ),
        Dimension(
            "conductivity",
            L("conductivity", "độ dẫn điện"),
            (Unit("mS/cm", 1), Unit("µS/cm", 0.001, ("uS/cm",))),
            apart={"concentration": _APART_SALT},
        ),
        Dimension(
            "ghg",
            L("greenhouse gas per year", "khí nhà kính mỗi năm"),
            (
                Unit("tCO2e/yr", 1, (*per(CO2, YEAR), *CO2), vi="tấn CO2tđ/năm"),
                Unit("tCO2e/month", 12, per(CO2, MONTH), vi="tấn CO2tđ/tháng"),
                Unit("kgCO2e/yr", 0.001, per(("kgCO2e", "kg CO2tđ", "kgCO2", "kg"), YEAR)),
                Unit("ktCO2e/yr", 1000, (*per(("ktCO2e", "ktCO2", "kt"), YEAR), "kt")),
                Unit("MtCO2e/yr", 1e6, (*per(("MtCO2e", "MtCO2", "Mt"), YEAR), "Mt")),
                Unit("tC/yr", 44 / 12, (*per(("tC", "tấn C"), YEAR), "tC")),
            ),
        ),
    )
}
