"""What can be picked in green technology listings. Slugs are stored for ever; labels may change."""

from __future__ import annotations

from marketplace.plugin_api import L, choices

SUBCATEGORIES = {
    "wastewater": L("Wastewater", "Xử lý nước thải"),
    "water_supply": L("Water supply, desalination", "Cấp nước, khử mặn"),
    "air_emissions": L("Air pollution control", "Xử lý khí thải, bụi"),
    "solid_waste": L("Solid waste, recycling", "Chất thải rắn, tái chế"),
    "hazardous_waste": L("Hazardous waste", "Chất thải nguy hại"),
    "biogas_wte": L("Biogas, waste-to-energy", "Biogas, đốt rác phát điện"),
    "solar": L("Solar", "Điện mặt trời"),
    "wind": L("Wind", "Điện gió"),
    "storage_grid": L("Storage, grid", "Lưu trữ điện, lưới"),
    "hydrogen": L("Hydrogen", "Hydro xanh"),
    "efficiency_cooling": L(
        "Energy efficiency, heat and cooling, buildings", "Tiết kiệm năng lượng, nhiệt–lạnh, công trình xanh"
    ),
    "ev_charging": L("E-mobility, charging", "Xe điện, trạm sạc"),
    "carbon_mrv_ccus": L("Carbon, MRV, CCUS", "Kiểm kê KNK, tín chỉ, CCUS"),
    "circular_materials": L("Circular materials", "Vật liệu tuần hoàn"),
    "monitoring": L("Environmental monitoring", "Quan trắc môi trường"),
    "nature_coast": L("Nature, coast, mangroves", "Sinh thái, rừng ngập mặn"),
}

WATER_STREAMS = choices(
    ("domestic_ww", "Domestic wastewater", "Nước thải sinh hoạt"),
    ("seafood_ww", "Seafood processing wastewater", "Nước thải chế biến thủy sản"),
    ("textile_ww", "Textile and dyeing wastewater", "Nước thải dệt nhuộm"),
    ("paper_ww", "Paper mill wastewater", "Nước thải giấy"),
    ("plating_ww", "Plating, heavy metals", "Nước thải xi mạ, kim loại nặng"),
    ("electronics_ww", "Electronics and chip wastewater (F, CMP)", "Nước thải điện tử, bán dẫn (F, CMP)"),
    ("livestock_ww", "Livestock wastewater", "Nước thải chăn nuôi"),
    ("leachate", "Landfill leachate", "Nước rỉ rác"),
    ("oily_bilge", "Oily and bilge water", "Nước nhiễm dầu, la canh"),
    ("aquaculture_ww", "Aquaculture water", "Nước nuôi trồng thủy sản"),
    ("brackish_sea", "Brackish and sea water", "Nước lợ, nước mặn"),
)

AIR_STREAMS = choices(
    ("dust", "Dust", "Bụi"),
    ("sox", "Sulphur oxides (SOx)", "Khí SOx"),
    ("nox", "Nitrogen oxides (NOx)", "Khí NOx"),
    ("voc_odour", "VOC, odour", "VOC, mùi"),
    ("dioxin_hg", "Dioxins, mercury", "Dioxin, thủy ngân"),
)

SOLID_STREAMS = choices(
    ("msw", "Municipal waste", "Rác sinh hoạt"),
    ("plastic", "Plastics", "Nhựa"),
    ("fishing_gear", "Discarded fishing gear", "Ngư cụ bỏ"),
    ("ewaste", "E-waste", "Rác điện tử"),
    ("battery_waste", "Used batteries", "Pin thải"),
    ("sludge", "Sludge", "Bùn thải"),
    ("ash_slag_gypsum", "Ash, slag, gypsum", "Tro, xỉ, thạch cao"),
    ("construction", "Construction waste", "Chất thải xây dựng"),
    ("biomass_agri", "Farm residues, biomass", "Phụ phẩm nông nghiệp"),
    ("medical", "Medical waste", "Rác y tế"),
    ("ship_waste", "Ship waste", "Rác tàu"),
)

OTHER_STREAMS = choices(
    ("electricity_use", "Electricity use", "Điện tiêu thụ"),
    ("process_heat", "Process heat", "Nhiệt công nghiệp"),
    ("refrigerant", "Refrigerants", "Môi chất lạnh"),
    ("soil_sediment", "Soil, sediment", "Đất, trầm tích"),
)

STREAMS = (*WATER_STREAMS, *AIR_STREAMS, *SOLID_STREAMS, *OTHER_STREAMS)

RECOVERED = choices(
    ("water", "Water", "Nước"),
    ("metal", "Metals", "Kim loại"),
    ("heat", "Heat", "Nhiệt"),
    ("polymer", "Polymers", "Nhựa, polyme"),
    ("other", "Other", "Khác"),
)

EVIDENCE = choices(
    ("claimed", "Claimed", "Tự công bố"),
    ("documented", "Documented", "Có tài liệu"),
    ("verified", "Verified", "Đã thẩm tra"),
)
