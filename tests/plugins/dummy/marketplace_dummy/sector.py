"""A sector with a field of every kind."""

from __future__ import annotations

from marketplace.plugin_api import (
    Choice,
    L,
    Preset,
    Range,
    Schema,
    Sector,
    Subcategory,
    Term,
    Terms,
    at_least,
    at_most,
    choices,
    contains_all,
    equals,
    fields,
    one_of,
    ordered,
    overlaps,
    within,
)

MATERIALS = choices(
    Choice("silk", L("Silk", "Lụa"), aliases=("tơ tằm",)),
    ("nylon", "Nylon, ripstop", "Ni lông, chống xé"),
    ("paper", "Paper", "Giấy"),
)
MARKS = choices(
    Choice("any_mark", L("Any safety mark", "Bất kỳ dấu an toàn nào"), members=("ce", "cr")),
    ("ce", "CE mark", "Dấu CE"),
    ("cr", "CR mark", "Dấu CR"),
    ("toy", "Toy mark", "Dấu đồ chơi"),
)
NORMS = choices(
    Choice("kite_1", L("Kite norm 1", "Quy chuẩn diều 1"), columns=("A", "B", "C")),
    ("kite_2", "Kite norm 2", "Quy chuẩn diều 2"),
)
SKILLS = choices(("child", "Child", "Trẻ em"), ("adult", "Adult", "Người lớn"), ("expert", "Expert", "Chuyên gia"))
WINDS = (Preset("breeze", L("Breeze", "Gió nhẹ"), 5, 10), Preset("storm", L("Storm", "Bão"), 40, None))


class KiteFields(Schema):
    """What offers and demands have in common."""

    span = fields.Quantity(
        unit="m",
        dimension="length",
        low=0.1,
        high=50,
        label=L("Span", "Sải cánh"),
        first=True,
        facet=Range(1, 2, 5),
        match=at_least(hard=True),
        example=L("≥ 2.5 m", "≥ 2,5 m"),
        help=L("Tip to tip.", "Từ mút đến mút."),
    )
    wind = fields.Quantity(
        unit="kn",
        dimension="speed",
        range=True,
        presets=WINDS,
        label=L("Wind", "Gió"),
        facet=Terms(),
        match=within(cover=True),
        example="5–12 kn",
    )
    lines = fields.Integer(high=8, label=L("Lines", "Số dây"), facet=Range(2, 3), match=equals())
    line = fields.Quantity(
        unit="m", dimension="length", label=L("Line length", "Dây"), match=within(tol=0.1), show=("stunt",)
    )
    weight = fields.Quantity(
        unit="kg", dimension="mass", label=L("Weight", "Khối lượng"), match=at_most(), tier="member"
    )
    materials = fields.Choices(
        MATERIALS,
        label=L("Materials", "Vật liệu"),
        facet=Terms(),
        match=contains_all(hard=True),
        example=L("Silk", "Lụa"),
        first=True,
    )
    marks = fields.Choices(MARKS, label=L("Marks", "Dấu chứng nhận"), facet=Terms(), match=one_of(hard=True))
    norms = fields.Standards(
        NORMS, label=L("Norms", "Quy chuẩn"), facet=Terms(), match=contains_all(), example="kite_1:A"
    )
    skill = fields.Ordered(SKILLS, label=L("Skill", "Trình độ"), facet=Terms(), match=ordered())
    shape = fields.Choice(choices("delta", "box"), label=L("Shape", "Hình dạng"), facet=Terms(), match=equals())
    night = fields.Boolean(label=L("Flies at night", "Bay đêm"), facet=Terms(), match=equals())
    flights = fields.Dates(
        label=L("Flying days", "Ngày bay"), facet=Terms(), match=overlaps(), example="15/03/2027; 20/09/2027"
    )
    ready = fields.Date(
        label=L("Ready", "Sẵn sàng"), match=at_most(), example=L("before 30/06/2027", "trước 30/06/2027")
    )
    price = fields.Money(label=L("Price", "Giá"), match=at_most(), example=L("VND 4.5 million", "4,5 triệu đồng"))
    baseline = fields.Text(length=80, label=L("Test field", "Bãi thử"), tier="party", demand_tier="nda")


class KiteOffer(KiteFields):
    """Kites to be had."""

    story = fields.LongText(label=L("Story", "Câu chuyện"))


class KiteDemand(KiteFields):
    """Kites sought."""


SECTOR = Sector(
    slug="kites",
    name=L("Kites", "Diều"),
    icon="leaf",
    summary=L("All that flies on a line", "Mọi thứ bay trên dây"),
    subcategories=[
        Subcategory("stunt_kites", L("Stunt kites", "Diều biểu diễn")),
        Subcategory("cargo", L("Cargo kites", "Diều chở hàng")),
    ],
    offer=KiteOffer,
    demand=KiteDemand,
    glossary=[Term(vi=("diều", "dieu"), en=("kite",))],
    sdg=(9,),
    key_fields=("span", "materials"),
)
