"""What a game in a stadium draws: distance, attendance, and the phases around it."""

import numpy as np
from scipy.optimize import nnls

from data import City, Hours, distance_km
from factors import ratio

REFERENCE_ATTENDANCE = 50_000
NEAR_KM = 1.3  # counters on which the fit is judged
PHASES = ["build_up", "last_hour", "during", "first_hour", "tail"]


def phase_at(at, game):
    """Which of PHASES it is at each of some instants (minutes); −1 outside."""
    start, end = np.datetime64(game.start, "m"), np.datetime64(game.end, "m")
    before, after = (at - start).astype(int), (at - end).astype(int)
    return np.select(
        [
            (before >= -180) & (before < -60),
            (before >= -60) & (before < 0),
            (before >= 0) & (after < 0),
            (after >= 0) & (after < 60),
            (after >= 60) & (after < 120),
        ],
        range(5),
        -1,
    )


def usual(city: City, hours: Hours, count, outside) -> np.ndarray:
    """Counts of ordinary days: hour × weekday (public holidays as Sunday) + month, by the hours outside games."""
    weekday = np.where(hours.is_one_of(city.holidays), 6, hours.weekday)
    slot, ones = weekday * 24 + hours.hour, np.ones(len(count))
    of_slot, months = np.ones(168), np.ones(12)
    for _ in range(40):
        expected = of_slot[slot] * months[hours.month]
        of_slot *= ratio(slot[outside], ones[outside], count[outside], expected[outside], 168)
        expected = of_slot[slot] * months[hours.month]
        months *= ratio(hours.month[outside], ones[outside], count[outside], expected[outside], 12)
    return of_slot, months, slot


class Games:
    """The hours near games of one city, with what is usual there by the counts of each year."""

    def __init__(self, city: City, years):
        self.columns = {name: [] for name in ("year", "count", "usual", "mean", "near", "pull")}
        for place, (hours, count) in city.counts.items():
            if place not in city.places:
                continue
            distances = [distance_km(city.places[place], (game.lat, game.lon)) for game in city.games]
            if min(distances) > 2.0:
                continue
            at, in_game = hours.at.astype("datetime64[m]"), {}
            for game, km in zip(city.games, distances):
                first = np.searchsorted(at, np.datetime64(game.start, "m") - np.timedelta64(240, "m"))
                middle = at[first : first + 14] + np.timedelta64(30, "m")
                phases = phase_at(middle, game)
                for offset in np.nonzero(phases >= 0)[0]:
                    in_game.setdefault(int(first + offset), []).append((km, game.attendance, int(phases[offset])))
            year = hours.at.astype("datetime64[Y]").astype(int) + 1970
            outside = np.ones(len(count), bool)
            outside[[i for i, pulls in in_game.items() if min(km for km, _, _ in pulls) < 2.0]] = False
            for train in years:
                mine = year == train
                if mine.sum() < 4000:
                    continue
                part = Hours(hours.at[mine])
                of_slot, months, _ = usual(city, part, count[mine], outside[mine])
                weekday = np.where(hours.is_one_of(city.holidays), 6, hours.weekday)
                expected = of_slot[weekday * 24 + hours.hour] * months[hours.month]
                for i, pulls in in_game.items():
                    self.add(train, year[i], count[i], expected[i], count[mine].mean(), pulls)
        self.table = {name: np.array(values) for name, values in self.columns.items() if name != "pull"}

    def add(self, train, year, count, expected, mean, pulls):
        row = (train * 10_000 + year, count, expected, mean, min(km for km, _, _ in pulls), pulls)
        for name, value in zip(self.columns, row):
            self.columns[name].append(value)

    def pull(self, radius_km, exponent) -> np.ndarray:
        """Rows × phases: Σ (1 − distance ÷ radius) × (attendance ÷ reference)^exponent."""
        matrix = np.zeros((len(self.columns["pull"]), len(PHASES)))
        for row, pulls in enumerate(self.columns["pull"]):
            for km, attendance, phase in pulls:
                matrix[row, phase] += max(0, 1 - km / radius_km) * (attendance / REFERENCE_ATTENDANCE) ** exponent
        return matrix

    def fit(self, train, radius_km, exponent, form="times"):
        """Excess of each phase at the stadium, in usual counts there ("times") or in the place's mean ("plus")."""
        table, pull = self.table, self.pull(radius_km, exponent)
        mine = (table["year"] == train * 10_000 + train) & (table["near"] < radius_km)
        usual, mean = table["usual"][mine], table["mean"][mine]
        unit = usual if form == "times" else mean
        weight = 1 / np.sqrt((usual + 0.2 * mean) * mean)
        excess = (table["count"][mine] - usual) * weight
        return nnls(pull[mine] * (unit * weight)[:, None], excess)[0]

    def deviance_ratio(self, strength, train, test, radius_km, exponent, form="times") -> float:
        """Deviance with games ÷ deviance without, in the hours around games of another year, near counters."""
        table, pull = self.table, self.pull(radius_km, exponent)
        mine = (table["year"] == train * 10_000 + test) & (table["near"] < NEAR_KM)
        unit = table["usual"] if form == "times" else table["mean"]
        expected = table["usual"] + unit * (pull @ strength)
        with_games = deviance(table["count"][mine], expected[mine]) / table["mean"][mine]
        without = deviance(table["count"][mine], table["usual"][mine]) / table["mean"][mine]
        return with_games.sum() / without.sum()


def deviance(count, expected) -> np.ndarray:
    """Poisson deviance of each observation."""
    expected = np.maximum(expected, 0.1)
    log = np.where(count > 0, count * np.log(np.maximum(count, 1e-9) / expected), 0.0)
    return 2 * (log - (count - expected))
