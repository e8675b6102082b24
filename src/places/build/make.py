"""Makes the tables of src/places from registry packages: make.py NPM_FOLDER TABLES_FOLDER (see `run`)."""

import sys
from itertools import groupby
from pathlib import Path

import blocks
import cities
import columns
import folding
import holidays_by_country
import zips

# Parts of a degree in which places are given: as exact as the sources.
ZIP_PARTS, CITY_PARTS = 1_000_000, 100_000
# Holidays of countries are inflated together up to so many bytes.
HOLIDAY_BYTES = 8_000


def main(npm, tables):
    tables.mkdir(exist_ok=True)
    codes = zips.read()
    write_zips(tables / "zips.z", codes)

    found, regions, countries = cities.read(npm, codes)
    everything = [city["name"] for city in found] + [region[3] for region in regions]
    everything += [name for country in countries for name in country[2:]]
    for city in found[:6000]:
        everything += [name for name in city["alternatenames"] if folding.fold(name).isascii()]
    (tables / "letters.txt").write_text("\n".join(folding.letters(everything)) + "\n", encoding="utf-8")

    order = blocks.by_place(found)
    row_of = {old: new for new, old in enumerate(order)}
    aliases = [(alias, row_of[old]) for alias, old in cities.aliases(found)]
    write_cities(tables / "cities.z", found, order, regions, countries)
    write_aliases(tables / "aliases.z", aliases)
    days = holidays_by_country.read([country[0] for country in countries])
    write_holidays(tables / "holidays.z", days)
    american = sum(city["countrycode"] == "US" for city in found)
    print(f"{len(codes):,} ZIP codes, {(codes.hotspot > 0).sum():,} hotspots, {len(found):,} cities ({american:,} US)")
    print(f"{len(aliases):,} aliases, {len(regions):,} regions, {len(days):,} holidays")


def write_zips(path, codes):
    """By number, which keeps neighbours together. The hotspots stand before the blocks: they are looked for far around."""
    states = sorted(set(codes.state))
    found = codes[codes.hotspot > 0]
    parts = blocks.of(codes)
    head = columns.part(
        columns.rising(part.zip.astype(int).min() for part in parts),
        blocks.boxes([list(zip(part["lat"], part["lon"])) for part in parts], ZIP_PARTS),
        columns.rising(found.zip),
        columns.places(found["lat"], found["lon"], ZIP_PARTS),
        columns.numbers(found.hotspot.round()),
        columns.text(states),
    )

    def block(part):
        names = sorted(set(part.primary_city))
        return columns.part(
            columns.rising(part.zip),
            columns.places(part["lat"], part["lon"], ZIP_PARTS),
            columns.numbers(part.income),
            columns.numbers(part.households),
            columns.numbers(part.population.round()),
            columns.numbers(part.pct_college_enrolled > 0.5),
            columns.numbers(names.index(name) for name in part.primary_city),
            columns.numbers(states.index(state) for state in part.state),
            columns.text(names),
        )

    columns.write(path, [head, *map(block, parts)])


def write_cities(path, found, order, regions, countries):
    region_of = {(country, code): row + 1 for row, (country, code, *_) in enumerate(regions)}
    country_of = {country[0]: row for row, country in enumerate(countries)}
    country_of_zone = {}
    for city in found:
        country_of_zone.setdefault(city["timezone"], city["countrycode"])
    zones = sorted(country_of_zone)
    ordered = [found[row] for row in order]
    parts = blocks.of(ordered)
    places = [[(city["latitude"], city["longitude"]) for city in part] for part in parts]

    def block(part):
        return columns.part(
            columns.text(city["name"] for city in part),
            columns.numbers(country_of[city["countrycode"]] for city in part),
            columns.numbers(region_of.get((city["countrycode"], city["admin1code"]), 0) for city in part),
            columns.places([city["latitude"] for city in part], [city["longitude"] for city in part], CITY_PARTS),
            columns.numbers(city["population"] for city in part),
            columns.numbers(zones.index(city["timezone"]) for city in part),
        )

    head = columns.part(columns.numbers([len(found)]), blocks.boxes(places, CITY_PARTS), blocks.radii_km(places))
    # The country of the largest city of each zone stands behind it.
    of_zones = columns.part(columns.text(f"{zone}\t{country_of_zone[zone]}" for zone in zones))
    names = columns.part(
        columns.text("\t".join(country) for country in countries),
        columns.text("\t".join(region) for region in regions),
    )
    index = columns.part(*blocks.index(folding.fold(city["name"]) for city in ordered))
    columns.write(path, [head, of_zones, names, index, *map(block, parts)])


def write_aliases(path, aliases):
    parts = blocks.of(aliases, blocks.NAMES)
    head = columns.part(columns.text(part[0][0] for part in parts))
    block = lambda part: columns.part(columns.text(name for name, _ in part), columns.numbers(row for _, row in part))
    columns.write(path, [head, *map(block, parts)])


def write_holidays(path, days):
    parts, codes = [], []
    for code, lines in groupby(days, lambda line: line.split("\t")[0]):
        if not parts or sum(map(len, parts[-1])) > HOLIDAY_BYTES:
            parts.append([])
            codes.append([])
        parts[-1] += lines
        codes[-1].append(code)
    head = columns.part(columns.text("\t".join(of_part) for of_part in codes))
    columns.write(path, [head, *(columns.part(columns.text(part)) for part in parts)])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
