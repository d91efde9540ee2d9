"""What readers search for and find."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from marketplace.app import Marketplace
from marketplace.db import db
from marketplace.discovery import service
from marketplace.i18n import use_locale
from marketplace.listings.models import Listing
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import Clock
from tests.discovery.conftest import Ask, titles
from tests.support.apps import statements as asked

Publish = Callable[..., Listing]
Rebuild = Callable[[], str]
POWER = {"typed": "1.200 kW", "min": 1200.0, "max": 1200.0}
TUG = {"sector": "marine", "subcategories": ["propulsion"], "attrs": {"power": POWER}}


@pytest.mark.parametrize("typed", ["tàu lai điện", "tau lai dien", "TÀU LAI ĐIỆN", "ta\u0300u lai đie\u0323\u0302n"])
def test_vietnamese_is_found_however_it_is_typed(publish: Publish, rebuild: Rebuild, ask: Ask, typed: str) -> None:
    """With and without diacritics, in capitals, composed or not."""
    publish("Tàu lai điện cho cảng sông")
    publish("Sơn chống hà cho tàu cá")
    rebuild()

    assert titles(ask(typed)) == ["Tàu lai điện cho cảng sông"]


def test_english_words_find_vietnamese_listings_and_say_how(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """The page lists the words that were added, and can do without them."""
    publish("Hệ thống xử lý nước dằn cho tàu hàng rời")
    rebuild()

    with use_locale("en"):
        page = ask("ballast water")
        assert titles(page) == ["Hệ thống xử lý nước dằn cho tàu hàng rời"]
        assert any("nước dằn" in added.also for added in page.added)
        alone = ask("ballast water", x=[" ".join(page.added[0].words.split())])
    assert alone.total == 0


def test_a_syllable_that_may_be_many_words_is_not_said_to_be_all_of_them(
    publish: Publish, rebuild: Rebuild, ask: Ask
) -> None:
    publish("Tàu lai")
    rebuild()
    assert [each.words for each in ask("tàu").added] == ["tàu"]
    assert ask("tau").added == ()  # ship, purchase, report, …: looked for, but not listed
    assert ask("doc").added == ()  # read, vertical: what a syllable without diacritics might mean in English
    assert ask("tau").total == 1


def test_a_facet_is_counted_without_its_own_filter(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """Choosing offers still says how many demands there are."""
    publish("Tàu lai A", kind="offer")
    publish("Tàu lai B", kind="offer")
    publish("Tàu lai C", kind="demand")
    rebuild()

    page = ask("tàu lai", kind="offer")

    kinds = {option.value: option.count for group in page.groups if group.name == "kind" for option in group.options}
    assert (page.total, kinds) == (2, {"offer": 2, "demand": 1})


def test_a_sector_brings_its_own_filters(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """A plugin's quantity is a facet by band and a range in any unit."""
    publish("Động cơ 1.200 kW", **TUG)
    publish("Động cơ 300 kW", **(TUG | {"attrs": {"power": {"typed": "300 kW", "min": 300.0, "max": 300.0}}}))
    rebuild()

    assert "marine.power" not in {group.name for group in ask().groups}
    assert "marine.power" in {group.name for group in ask(sector="marine").groups}
    found = ask(sector="marine", **{"marine.power.from": "1 MW", "marine.power.to": "1,6 MW"})
    assert titles(found) == ["Động cơ 1.200 kW"]
    shown = [(chip.label, chip.value) for chip in found.chips]
    assert shown[-1] == ("Công suất định mức (MCR)", "1.000 – 1.600\u00a0kW")


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        ("800 kW", "", {"single", "range", "open"}),  # as `at_least` matches: by the upper end
        ("", "700 kW", {"range", "open"}),  # as `at_most`: by the lower end
        ("900 kW", "900 kW", {"range", "open"}),  # one's own need: who covers it, as `within`
        ("1,1 MW", "2 MW", {"single", "open"}),
        ("600 kW", "1,1 MW", {"range", "open"}),  # reaches into it without covering it
        ("", "400 kW", set()),
    ],
)
def test_a_stated_range_is_found_by_what_reaches_into_it(
    publish: Publish, rebuild: Rebuild, ask: Ask, low: str, high: str, found: set[str]
) -> None:
    for title, least, most in (("single", 1200.0, 1200.0), ("range", 500.0, 1000.0), ("open", 500.0, None)):
        publish(title, **(TUG | {"attrs": {"power": {"typed": title, "min": least, "max": most}}}))
    rebuild()
    bounds = {"marine.power.from": low, "marine.power.to": high}
    assert set(titles(ask(sector="marine", **bounds))) == found


def test_a_wrong_bound_is_explained_and_left_out(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """The rest of the search is carried out."""
    publish("Động cơ 1.200 kW", **TUG)
    rebuild()

    page = ask(sector="marine", **{"marine.power.from": "nhiều lắm"})

    assert page.total == 1
    assert "marine.power.from" in page.problems
    assert [chip.value for chip in page.chips] == ["Công nghệ hàng hải và biển"]  # no filter that is not in force
    power = next(group for group in page.groups if group.name == "marine.power")
    assert (power.chosen, power.bounds) == (0, ("nhiều lắm", ""))


@pytest.mark.parametrize(
    ("params", "problem"),
    [({"page": "-1"}, "page"), ({"page": "2" * 40}, "page"), ({"sort": "luck"}, "sort"), ({"cursor": "AAAA"}, "cursor"),
     ({"moon.phase": "full"}, "moon.phase"), ({"closing": "NaN"}, "closing")],
)  # fmt: skip
def test_hostile_parameters_become_messages(
    publish: Publish, rebuild: Rebuild, ask: Ask, params: dict[str, str], problem: str
) -> None:
    """Nothing fails; what could be understood is searched."""
    publish("Tàu lai")
    rebuild()

    page = ask("tàu", **params)

    assert page.total == 1
    assert problem in page.problems


def test_what_has_run_out_is_not_found(publish: Publish, rebuild: Rebuild, ask: Ask, clock: Clock) -> None:
    """Even before the job that expires listings has come round."""
    publish("Tàu lai")
    rebuild()
    clock.advance(days=91)

    assert ask("tàu lai").total == 0


def test_an_anonymous_listing_is_not_found_by_its_owner(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """An organisation's name finds its open listings only."""
    publish("Thiết kế vỏ tàu", anonymous=True)
    publish("Thiết kế chân vịt", anonymous=False)
    rebuild()

    assert titles(ask("Lạch Tray Xanh")) == ["Thiết kế chân vịt"]


def test_withheld_fields_are_not_searchable(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """A field whose owner keeps it for members is in no facet."""
    publish("Động cơ 1.200 kW", **TUG, tiers={"attrs.power": "member"})
    rebuild()

    assert ask(sector="marine", **{"marine.power.from": "1 kW"}).total == 0
    assert ask(sector="marine").total == 1


def test_some_words_will_do_when_all_find_nothing(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """A described problem finds what has most of its words, and the page says so."""
    publish("Đo độ mặn tự động cho ao tôm")
    rebuild()

    page = ask("đo độ mặn tự động cho trại cá tra lồng bè")

    assert page.some_words
    assert titles(page) == ["Đo độ mặn tự động cho ao tôm"]


def test_a_long_question_that_finds_little_tells_what_some_of_its_words_find(
    publish: Publish, rebuild: Rebuild, ask: Ask
) -> None:
    """Strict for those who mean each word; one step away for those who asked as one asks a person."""
    publish("Đo độ mặn tự động cho ao tôm")
    publish("Đo độ mặn cầm tay")
    rebuild()

    page = ask("đo độ mặn tự động")
    assert (titles(page), page.some_words) == (["Đo độ mặn tự động cho ao tôm"], False)
    looser = ask("đo độ mặn tự động", any="1")
    assert page.looser == looser.request
    assert len(titles(looser)) == 2
    assert (looser.looser, looser.some_words, looser.request.args()[1]) == (None, False, ("any", "1"))
    assert ask("đo độ").looser is None  # short: whoever asks for two words means them
    assert ask("đo độ mặn").looser is None  # nothing more would be found


def test_what_some_of_the_words_found_goes_on_by_its_cursor(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """The first page was of some of the words because none has all: so is the next, and its cursor is not refused."""
    for number in range(3):
        publish(f"Đo độ mặn ao số {number}")
    rebuild()

    first = ask("đo độ mặn lồng bè", limit="2")
    second = ask("đo độ mặn lồng bè", limit="2", cursor=str(first.cursor))

    assert (first.some_words, second.some_words, second.problems, second.cursor) == (True, True, {}, None)
    assert len({*titles(first), *titles(second)}) == 3
    other = ask("đo độ sâu lồng bè", cursor=str(first.cursor))
    assert (other.problems.keys(), other.some_words, other.total) == ({"cursor"}, True, 3)  # its own first page


@pytest.mark.parametrize("words", ["", "tàu", '"tàu lai"', "-tàu"])
def test_some_of_the_words_needs_several(ask: Ask, words: str) -> None:
    """The address then does not say it, nor the page."""
    assert not ask(words, any="1").request.some


def test_an_empty_result_shows_ways_out(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """Each filter that stands in the way is named with the count it hides."""
    publish("Tàu lai", kind="offer", trl=7)
    rebuild()

    page = ask("tàu lai", kind="demand", trl="7")

    assert [(way.request.terms, way.count) for way in page.ways_out] == [({"trl": ("7",)}, 1)]


@pytest.mark.parametrize("typed", ["marine", "hang hai", "Hàng hải", "MARINE TECHNOLOGY", "công nghệ hàng hải"])
def test_a_sectors_name_leads_to_all_of_it(publish: Publish, rebuild: Rebuild, ask: Ask, typed: str) -> None:
    publish("Tàu lai điện cho hàng hải", sector="marine")
    publish("Chân vịt bước biến thiên", sector="marine")
    publish("Hệ lọc màng", sector="greentech")
    rebuild()
    way = ask(typed).whole_sector
    assert way is not None
    assert (way.label, way.count) == ("Công nghệ hàng hải và biển", 2)
    assert (way.request.q, way.request.terms) == ("", {"sector": ("marine",)})


@pytest.mark.parametrize("typed", ["technology", "công nghệ", "cong", "bien", "tàu lai hàng hải", "và", "!!", ""])
def test_words_that_name_no_single_sector_lead_to_none(
    publish: Publish, rebuild: Rebuild, ask: Ask, typed: str
) -> None:
    publish("Tàu lai điện", sector="marine")
    rebuild()
    assert ask(typed).whole_sector is None


def test_no_link_leads_to_an_empty_sector(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    publish("Thiết bị hàng hải", sector="logistics")
    rebuild()
    found = ask("hàng hải")
    assert (found.total, found.whole_sector) == (1, None)


def test_a_misspelt_word_is_mended(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """Did you mean …?"""
    for number in range(5):
        publish(f"Nhận dạng container {number}")
    rebuild()

    page = ask("contaner")

    assert page.did_you_mean is not None
    assert page.did_you_mean.q == "container"


def test_a_lost_index_is_said_kindly_and_built_again(
    publish: Publish, rebuild: Rebuild, ask: Ask, market: Marketplace
) -> None:
    """The folder goes while everything runs; rebuilding brings it back without a stop."""
    publish("Tàu lai")
    rebuild()
    assert ask("tàu").total == 1

    shutil.rmtree(market.settings.data_dir / "search")
    assert not ask("tàu").available

    rebuild()
    assert ask("tàu").total == 1


def test_pages_cover_everything_once(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """Numbered pages and cursors agree, without loss or repeats."""
    for number in range(45):
        publish(f"Tàu lai số {number}")
    rebuild()

    numbered = [title for page in "12345" for title in titles(ask("tàu", page=page))]
    followed, cursor = list[str](), ""
    while True:
        page = ask("tàu", cursor=cursor)
        followed += titles(page)
        if page.cursor is None:
            break
        cursor = page.cursor

    assert len(set(numbered)) == 45
    assert followed == numbered


def test_a_page_costs_the_same_however_many_listings(
    publish: Publish, rebuild: Rebuild, ask: Ask, uow: UnitOfWork
) -> None:
    """The number of SQL statements does not grow with the hits."""

    def statements(more: str = "") -> int:
        uow.session.close()
        with asked(db.engine) as seen:
            ask(f"tàu {more}")
        return len(seen)

    for number in range(20):
        publish("Tàu lai" if number == 0 else f"Tàu lai, xà lan {number}")
    rebuild()
    one = statements("-xà")

    assert ask("tàu").total == 20
    assert statements() == one > 0


def test_similar_listings_are_of_the_same_kind(
    publish: Publish, rebuild: Rebuild, uow: UnitOfWork, market: Marketplace
) -> None:
    """An offer's neighbours are offers, and never itself."""
    first = publish("Tàu lai điện lực kéo 60 tấn cho cảng sông", kind="offer")
    publish("Tàu lai điện lực kéo 65 tấn cho cảng biển", kind="offer")
    publish("Cần tàu lai điện lực kéo 60 tấn cho cảng sông", kind="demand")
    rebuild()

    cards = service.similar(Viewer.anonymous(), uow, market, first)

    assert [card.listing.title for card in cards] == ["Tàu lai điện lực kéo 65 tấn cho cảng biển"]


def test_only_the_facets_asked_for_are_counted(publish: Publish, rebuild: Rebuild, ask: Ask) -> None:
    """A program that needs two does not wait for twenty; a name that is none is said."""
    publish("Tàu lai")
    rebuild()

    page = ask("tàu", facets="kind,trl,moon")

    assert {group.name for group in page.groups if any(option.count for option in group.options)} == {"kind", "trl"}
    assert "facets" in page.problems
