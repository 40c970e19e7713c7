"""Who a typed name means: exact, with a typo, shared, without a record, or nobody."""

import random
import string
from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import files
from config.gazetteer import table
from domain import places
from domain.gazetteer import Gazetteer, Place
from domain.places import Choose, Found, NoRecord, NotFound
from domain.programs import Jurisdiction, Program

GAZETTEER = table.packaged()
PROGRAMS = [loaded.program for loaded in files.load_all(files.bundled())]
PSP = next(program for program in PROGRAMS if program.id == "psp")
INDEX = places.index(PSP, GAZETTEER)
EVERY = [
    pytest.param(program, j, id=f"{program.id} {j.id}") for program in PROGRAMS for j in program.jurisdictions
]


def ids(jurisdictions: tuple[Jurisdiction, ...]) -> set[str]:
    return {jurisdiction.id for jurisdiction in jurisdictions}


def made_up(*jurisdictions: Jurisdiction) -> Program:
    return replace(PSP, jurisdictions=jurisdictions, ask_back=())


def jurisdiction(id: str, name: str, state: str, code: str, *aliases: str) -> Jurisdiction:
    return Jurisdiction(id, name, state, code, "city", ("source",), aliases)


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        pytest.param("Baltimore", "baltimore-md", id="the name"),
        pytest.param("BALTIMORE", "baltimore-md", id="capitals"),
        pytest.param("Baltimore City", "baltimore-md", id="an alias"),
        pytest.param("the City of Baltimore", "baltimore-md", id="city of"),
        pytest.param("in baltimore, please", "baltimore-md", id="words around it"),
        pytest.param("Baltimore MD 21201", "baltimore-md", id="a postcode"),
        pytest.param("Baltimore, Maryland, USA", "baltimore-md", id="the country"),
        pytest.param("ABQ", "albuquerque-nm", id="letters"),
        pytest.param("St. Louis", "st-louis-mo", id="St."),
        pytest.param("saint louis", "st-louis-mo", id="saint"),
        pytest.param("Springfield IL", "springfield-il", id="state code"),
        pytest.param("springfield, illinois", "springfield-il", id="state name"),
        pytest.param("springfield mass", "springfield-ma", id="old abbreviation"),
        pytest.param("Springfield (Mass.)", "springfield-ma", id="brackets"),
        pytest.param("Jackson, Miss.", "jackson-ms", id="Miss."),
        pytest.param("Gary in Indiana", "gary-in", id="in a state"),
        pytest.param("Gary IN", "gary-in", id="in is Indiana"),
        pytest.param("Pueblo Co", "pueblo-co", id="co is Colorado"),
        pytest.param("Harris County", "harris-county-tx", id="a county"),
        pytest.param("Harris Co", "harris-county-tx", id="co is a county"),
        pytest.param("Harris County TX", "harris-county-tx", id="a county and state"),
        pytest.param("County of Harris, Texas", "harris-county-tx", id="county of"),
        pytest.param("Houston", "houston-tx", id="not its county"),
        pytest.param("Nashville-Davidson", "nashville-tn", id="a consolidated name"),
        pytest.param("West Memphis", "west-memphis-ar", id="not its neighbour"),
        pytest.param("Ｂａｌｔｉｍｏｒｅ", "baltimore-md", id="full width"),
        pytest.param("Bal\u200bti\u00admore\u2060", "baltimore-md", id="zero width"),
        pytest.param("\u202eBaltimore\u202c", "baltimore-md", id="bidi marks"),
        pytest.param("Báltimore\u0300", "baltimore-md", id="combining marks"),
    ],
)
def test_an_exact_name_is_found(typed: str, id: str) -> None:
    found = places.find(INDEX, typed)
    assert isinstance(found, Found)
    assert found.jurisdiction.id == id
    assert not found.corrected


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        pytest.param("Balitmore", "baltimore-md", id="swapped"),
        pytest.param("Baltimre", "baltimore-md", id="left out"),
        pytest.param("Bаltimore", "baltimore-md", id="a Cyrillic letter"),
        pytest.param("albuqerque", "albuquerque-nm", id="left out in a long name"),
        pytest.param("Philadelfia", "philadelphia-pa", id="two"),
        pytest.param("san bernadino", "san-bernardino-ca", id="as often written"),
        pytest.param("Springfeild IL", "springfield-il", id="with a state"),
        pytest.param("Springfield, Ilinois", "springfield-il", id="in the state"),
        pytest.param("Grry, IN", "gary-in", id="a short name with a state"),
        pytest.param("Haris Co TX", "harris-county-tx", id="a county"),
    ],
)
def test_a_typo_is_corrected_and_said(typed: str, id: str) -> None:
    found = places.find(INDEX, typed)
    assert isinstance(found, Found)
    assert found.jurisdiction.id == id
    assert found.corrected


@pytest.mark.parametrize(
    ("typed", "name", "options"),
    [
        ("Springfield", "Springfield", {"springfield-il", "springfield-ma"}),
        ("jackson", "Jackson", {"jackson-tn", "jackson-ms"}),
        ("kansas city", "Kansas City", {"kansas-city-mo"}),
        ("Portland", "Portland", {"portland-or"}),
        ("Sprngfield", "Springfield", {"springfield-il", "springfield-ma"}),
    ],
)
def test_a_shared_name_asks_back(typed: str, name: str, options: set[str]) -> None:
    asked = places.find(INDEX, typed)
    assert isinstance(asked, Choose)
    assert asked.name == name
    assert ids(asked.options) == options
    assert asked.others == len(places.namesakes(INDEX, name)) > 0


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        pytest.param("Boise", "Boise, Idaho", id="a city"),
        pytest.param("Boise City, Idaho", "Boise, Idaho", id="city after the name"),
        pytest.param("Baltimore County", "Baltimore County, Maryland", id="a county is not its city"),
        pytest.param("Baltimore Co.", "Baltimore County, Maryland", id="co"),
        pytest.param("San Bernardino County", "San Bernardino County, California", id="another county"),
        pytest.param("Portland, Maine", "Portland, Maine", id="the other one"),
        pytest.param("Kings Park West, Virginia", "Kings Park West, Virginia", id="not West Virginia"),
        pytest.param("Kansas City, Kansas", "Kansas City, Kansas", id="the name ends in a state"),
        pytest.param("charleston wv", "Charleston, West Virginia", id="an alias, elsewhere"),
        pytest.param("NYC", "New York City, New York", id="letters"),
        pytest.param("washington dc", "Washington, District of Columbia", id="the capital"),
        pytest.param("Honolulu", "Honolulu, Hawaii", id="once only"),
        pytest.param("nanakuli", "Nānākuli, Hawaii", id="without its marks"),
        pytest.param("Butte MT", "Butte, Montana", id="mt is Montana"),
        pytest.param("Ft Worth", "Fort Worth, Texas", id="ft is Fort"),
        pytest.param("Brookline, Mass.", "Brookline, Massachusetts", id="a New England town"),
        pytest.param("Bayamon PR", "Bayamón, Puerto Rico", id="a territory"),
        pytest.param("Orleans Parish", "Orleans Parish, Louisiana", id="a parish"),
    ],
)
def test_a_real_place_without_a_jurisdiction_has_no_record(typed: str, name: str) -> None:
    found = places.find(INDEX, typed)
    assert isinstance(found, NoRecord)
    assert found.name == name
    assert not found.corrected


def test_a_shared_name_without_a_jurisdiction_picks_no_place() -> None:
    found = places.find(INDEX, "Franklin")
    assert isinstance(found, NoRecord)
    assert found.place is None
    assert found.name == "Franklin"
    assert len(found.places) == 20
    assert found.places[0].population == max(place.population for place in found.places)


def test_a_typo_of_a_place_without_a_record_is_said() -> None:
    found = places.find(INDEX, "Boize")
    assert isinstance(found, NoRecord)
    assert found.name == "Boise, Idaho"
    assert found.corrected


def test_a_real_name_is_no_slip_of_a_jurisdictions() -> None:
    found = places.find(INDEX, "Cary")
    assert isinstance(found, NoRecord)
    assert {place.state_code for place in found.places} == {"NC", "IL"}
    assert ids(found.suggestions) == {"gary-in"}


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        pytest.param(
            "Jackson, Texas", {"jackson-tn", "jackson-ms"}, id="a jurisdiction's name, another state"
        ),
        pytest.param("Gary IL", {"gary-in"}, id="not Cary, Illinois"),
        pytest.param("East Memphis", {"memphis-tn", "west-memphis-ar"}, id="a direction is no typo"),
        pytest.param("asdfghjkl", set(), id="gibberish"),
        pytest.param("", set(), id="nothing"),
        pytest.param("us", set(), id="only words around a name"),
        pytest.param("\u200b\u202e", set(), id="nothing to see"),
        pytest.param("Baltimore " * 100, set(), id="too long"),
    ],
)
def test_anything_else_is_an_honest_miss(typed: str, suggested: set[str]) -> None:
    found = places.find(INDEX, typed)
    assert isinstance(found, NotFound)
    assert ids(found.suggestions) == suggested
    assert not found.places


def test_a_typo_as_near_to_a_larger_place_is_not_corrected() -> None:
    both = places.index(
        made_up(jurisdiction("marton-ia", "Marton", "Iowa", "IA")),
        Gazetteer({"martin": (Place("Martin", "TN", 11_000),), "marton": (Place("Marton", "IA", 3_000),)}),
    )
    found = places.find(both, "Martxn")
    assert isinstance(found, NotFound)
    assert ids(found.suggestions) == {"marton-ia"}
    assert [place.full_name for place in found.places] == ["Martin, Tennessee"]


def test_a_typo_near_a_place_and_nearly_a_jurisdiction_offers_both() -> None:
    found = places.find(INDEX, "Bufallo")
    assert isinstance(found, NotFound)
    assert ids(found.suggestions) == {"buffalo-ny"}
    assert [place.full_name for place in found.places] == ["Bufalo, Puerto Rico"]


def test_a_typo_does_not_mean_a_far_smaller_place() -> None:
    both = places.index(
        made_up(jurisdiction("marton-ia", "Marton", "Iowa", "IA")),
        Gazetteer({"martin": (Place("Martin", "TN", 600),), "marton": (Place("Marton", "IA", 90_000),)}),
    )
    found = places.find(both, "Martxn")
    assert isinstance(found, Found)
    assert found.corrected


def test_a_swap_is_likelier_than_a_wrong_letter_but_not_certain() -> None:
    found = places.find(INDEX, "Hasley")
    assert isinstance(found, NotFound)
    assert [place.name for place in found.places] == ["Halsey", "Hailey", "Hadley"]


def test_a_short_name_with_a_typo_asks_back_unless_a_state_stands_with_it() -> None:
    gary = places.index(made_up(jurisdiction("gary-in", "Gary", "Indiana", "IN")), Gazetteer({}))
    asked = places.find(gary, "Grry")
    assert isinstance(asked, Choose)
    assert ids(asked.options) == {"gary-in"}
    assert isinstance(places.find(gary, "Grry, Indiana"), Found)


def test_two_names_of_one_jurisdiction_are_no_choice() -> None:
    names = jurisdiction("dekalb-county-ga", "DeKalb County", "Georgia", "GA", "De Kalb County")
    found = places.find(places.index(made_up(names), GAZETTEER), "DeKalb Conty")
    assert isinstance(found, Found)


def test_a_found_name_counts_its_namesakes() -> None:
    found = places.find(INDEX, "Oxford")
    assert isinstance(found, Found)
    assert found.jurisdiction.id == "oxford-al"
    assert found.others == len(places.namesakes(INDEX, found.name)) == 18
    with_state = places.find(INDEX, "Oxford, Alabama")
    assert isinstance(with_state, Found)
    assert with_state.others == 0


def test_an_alias_that_other_places_bear_says_so() -> None:
    found = places.find(INDEX, "Charleston")
    assert isinstance(found, Found)
    assert found.name == "Charleston"
    assert "West Virginia" in {place.state for place in places.namesakes(INDEX, "Charleston")}
    assert "South Carolina" not in {place.state for place in places.namesakes(INDEX, "Charleston")}


@pytest.mark.parametrize(
    ("typed", "related"),
    [
        ("Baltimore", ["Baltimore County, Maryland"]),
        ("San Bernardino", ["San Bernardino County, California"]),
        ("Houston", ["Harris County, Texas"]),
        ("Harris County", ["Houston, Texas"]),
        ("Memphis", ["West Memphis, Arkansas"]),
        ("Birmingham", []),
    ],
)
def test_what_is_easily_confused_is_related(typed: str, related: list[str]) -> None:
    found = places.find(INDEX, typed)
    assert isinstance(found, Found)
    assert [one.full_name for one in found.related] == related


def test_namesakes_stand_by_state() -> None:
    states = [place.state for place in places.namesakes(INDEX, "springfield")]
    assert states == sorted(states)
    assert not {"Illinois", "Massachusetts"} & set(states)
    assert "Missouri" in states


def test_a_jurisdiction_that_the_gazetteer_lacks_is_found() -> None:
    program = made_up(
        jurisdiction("wakanda-xx", "Birnin Zana", "Wakanda", "WK", "Golden City"),
        jurisdiction("california", "California", "California", "CA"),
    )
    index = places.index(program, GAZETTEER)
    for typed in ("Birnin Zana", "birnin zana, wakanda", "Birnin Zana WK", "Golden City", "Birnin Zanna"):
        found = places.find(index, typed)
        assert isinstance(found, Found), typed
        assert found.jurisdiction.id == "wakanda-xx"
    for typed in ("California", "State of California", "Califronia"):
        found = places.find(index, typed)
        assert isinstance(found, Found), typed
        assert found.jurisdiction.id == "california"


def test_without_a_gazetteer_jurisdictions_are_still_found() -> None:
    index = places.index(PSP, Gazetteer({}))
    assert isinstance(places.find(index, "Balitmore"), Found)
    assert isinstance(places.find(index, "Boise"), NotFound)


@pytest.mark.parametrize(("program", "meant"), EVERY)
def test_every_jurisdiction_is_found_by_its_name_and_state(program: Program, meant: Jurisdiction) -> None:
    index = places.index(program, GAZETTEER)
    for typed in (
        meant.full_name,
        f"{meant.name}, {meant.state}",
        f"{meant.name.lower()} {meant.state_code.lower()}",
    ):
        found = places.find(index, typed)
        assert isinstance(found, Found), typed
        assert found.jurisdiction == meant
        assert not found.corrected


@pytest.mark.parametrize(("program", "meant"), EVERY)
def test_a_typo_of_a_jurisdiction_is_never_another(program: Program, meant: Jurisdiction) -> None:
    index = places.index(program, GAZETTEER)
    draw = random.Random(meant.id)
    right = 0
    for _ in range(3):
        typo = one_letter_wrong(draw, meant.name)
        for typed in (typo, f"{typo}, {meant.state}", f"{typo} {meant.state_code}"):
            found = places.find(index, typed)
            if isinstance(found, Found):
                assert found.jurisdiction == meant, typed
                right += 1
            elif isinstance(found, NoRecord):
                assert not found.corrected, typed  # the typo is another place's own name
            elif isinstance(found, Choose):
                assert meant in found.options, typed
    assert right or len(meant.name) < 5 or meant.name in program.ask_back


def one_letter_wrong(draw: random.Random, name: str) -> str:
    at = draw.randrange(len(name))
    before, here, after = name[:at], name[at], name[at + 1 :]
    letter = draw.choice(string.ascii_lowercase.replace(here.lower(), ""))
    return before + draw.choice((after, letter + after, letter + here + after, after[:1] + here + after[1:]))


def test_every_place_is_found_by_its_full_name() -> None:
    for held in GAZETTEER.by_name.values():
        for place in held:
            found = places.find(INDEX, place.full_name)
            if isinstance(found, Found):
                assert found.jurisdiction.state_code == place.state_code, place
            else:
                assert isinstance(found, NoRecord), place
                assert found.place == place
                assert not found.corrected


LETTERS = st.sampled_from("Baltimore, Springfield\u200b\u202e\u0301\ud800\x00İßﬁＭаﷺ\U000e0061'’./|()-_ \n\t")


@settings(max_examples=1500, deadline=None)
@given(
    st.text(max_size=400)
    | st.text(LETTERS, max_size=60)
    | st.text(st.characters(), min_size=60, max_size=330)
)
def test_whatever_is_typed_the_answer_is_one_of_the_list(typed: str) -> None:
    assert isinstance(places.find(INDEX, typed), Found | Choose | NoRecord | NotFound)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(PSP.jurisdictions),
    st.text("\u200b\u200d\u2060\ufeff\u00ad\u202a\u202e\u034f\ufe0f", max_size=1),
)
def test_invisible_marks_change_nothing(meant: Jurisdiction, mark: str) -> None:
    found = places.find(INDEX, mark.join(meant.full_name))
    assert isinstance(found, Found)
    assert found.jurisdiction == meant


def test_the_index_of_a_large_program_is_quick_and_so_is_a_miss() -> None:
    every = sorted({place for held in GAZETTEER.by_name.values() for place in held})[:5000]
    program = made_up(*(jurisdiction(place.id, place.name, place.state, place.state_code) for place in every))
    start = perf_counter()
    index = places.index(program, GAZETTEER)
    assert perf_counter() - start < 2  # measured 0.05 s: a test machine may be busy
    start = perf_counter()
    for typed in ("asdfghjklqwertyui", "x" * 80, "Balitmoer", "qwert yuiop, Texas"):
        places.find(index, typed)
    assert perf_counter() - start < 0.5  # measured 2 ms
