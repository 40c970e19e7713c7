"""The US states and territories, and how people write them."""

from collections.abc import Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.words import normalise

# code: (name, older abbreviations)
_STATES: Mapping[str, tuple[str, ...]] = {
    "AL": ("Alabama", "Ala"),
    "AK": ("Alaska",),
    "AZ": ("Arizona", "Ariz"),
    "AR": ("Arkansas", "Ark"),
    "CA": ("California", "Calif", "Cal"),
    "CO": ("Colorado", "Colo"),
    "CT": ("Connecticut", "Conn"),
    "DE": ("Delaware", "Del"),
    "DC": ("District of Columbia", "D C"),
    "FL": ("Florida", "Fla"),
    "GA": ("Georgia",),
    "HI": ("Hawaii",),
    "ID": ("Idaho",),
    "IL": ("Illinois", "Ill"),
    "IN": ("Indiana", "Ind"),
    "IA": ("Iowa",),
    "KS": ("Kansas", "Kan", "Kans"),
    "KY": ("Kentucky",),
    "LA": ("Louisiana",),
    "ME": ("Maine",),
    "MD": ("Maryland",),
    "MA": ("Massachusetts", "Mass"),
    "MI": ("Michigan", "Mich"),
    "MN": ("Minnesota", "Minn"),
    "MS": ("Mississippi", "Miss"),
    "MO": ("Missouri",),
    "MT": ("Montana", "Mont"),
    "NE": ("Nebraska", "Neb", "Nebr"),
    "NV": ("Nevada", "Nev"),
    "NH": ("New Hampshire", "N H"),
    "NJ": ("New Jersey", "N J"),
    "NM": ("New Mexico", "N M", "N Mex"),
    "NY": ("New York", "N Y"),
    "NC": ("North Carolina", "N C", "N Carolina"),
    "ND": ("North Dakota", "N D", "N Dak"),
    "OH": ("Ohio",),
    "OK": ("Oklahoma", "Okla"),
    "OR": ("Oregon", "Ore", "Oreg"),
    "PA": ("Pennsylvania", "Penn", "Penna"),
    "RI": ("Rhode Island", "R I"),
    "SC": ("South Carolina", "S C", "S Carolina"),
    "SD": ("South Dakota", "S D", "S Dak"),
    "TN": ("Tennessee", "Tenn"),
    "TX": ("Texas", "Tex"),
    "UT": ("Utah",),
    "VT": ("Vermont",),
    "VA": ("Virginia",),
    "WA": ("Washington", "Wash"),
    "WV": ("West Virginia", "W Va", "W Virginia"),
    "WI": ("Wisconsin", "Wis", "Wisc"),
    "WY": ("Wyoming", "Wyo"),
    "AS": ("American Samoa",),
    "GU": ("Guam",),
    "MP": ("Northern Mariana Islands",),
    "PR": ("Puerto Rico", "P R"),
    "VI": ("US Virgin Islands", "Virgin Islands"),
}

NAME_BY_CODE: Mapping[str, str] = {code: names[0] for code, names in _STATES.items()}
CODE_BY_FORM: Mapping[str, str] = {
    form: code for code, names in _STATES.items() for form in (normalise(code), *map(normalise, names))
}
# A wrong letter in a short form makes another state of it.
_LONG_FORMS = {form: code for form, code in CODE_BY_FORM.items() if len(form) >= 6}
_LONGEST = max(len(form.split()) for form in CODE_BY_FORM)


def split_state(text: str) -> tuple[str, str | None]:
    """Take a state off the end of normalised words: "springfield il" is ("springfield", "IL").

    Words that are a state alone are a name: "washington" is ("washington", None).
    """
    return next(state_splits(text), (text, None))


def state_splits(text: str) -> Iterator[tuple[str, str]]:
    """Each way to take one off, the longest first: Kings Park West, Virginia is not in West Virginia."""
    words = text.split()
    for size in range(min(_LONGEST, len(words) - 1), 0, -1):
        code = CODE_BY_FORM.get(" ".join(words[-size:]))
        if code:
            yield " ".join(words[:-size]), code


def split_misspelt_state(text: str) -> tuple[str, str | None]:
    """Take a misspelt state off the end, by one letter: "springfield ilinois" is ("springfield", "IL")."""
    words = text.split()
    for size in range(min(_LONGEST, len(words) - 1), 0, -1):
        hits = process.extract(
            " ".join(words[-size:]), list(_LONG_FORMS), scorer=OSA.distance, score_cutoff=1, limit=2
        )
        if len(hits) == 1:
            return " ".join(words[:-size]), _LONG_FORMS[hits[0][0]]
    return text, None
