"""The factors of spending: published, measured from counts, and the yardsticks beside them."""

from dataclasses import dataclass

import numpy as np

from data import SUNDAY, City, Hours, distance_km

ROUNDS = 60  # of iterative proportional fitting; it stands still long before


@dataclass
class Factors:
    """week × month × weekday × hour of the day type × public holiday, not clamped."""

    week: np.ndarray
    month: np.ndarray
    weekday: np.ndarray
    hours: np.ndarray  # 3 day types × 24
    holiday: float

    def at(self, city: City, hours: Hours) -> np.ndarray:
        holiday = np.where(hours.is_one_of(city.holidays), self.holiday, 1.0)
        hour = self.hours[city.day_type(hours), hours.hour]
        return self.week[hours.week] * self.month[hours.month] * self.weekday[hours.weekday] * hour * holiday


def published() -> Factors:
    """The published factors, without the four American holidays (the counts are of other countries)."""
    hours = np.array([0.2] * 6 + [0.7] * 5 + [1.1] * 5 + [1.3] * 2 + [1.8] * 6)
    return Factors(
        np.array([1.4, 0.9, 0.8, 1.1, 1.0]),
        np.array([0.8, 0.9, 0.95, 1.0, 1.0, 1.1, 1.1, 1.0, 1.0, 1.2, 1.4, 1.5]),
        np.array([0.7, 0.8, 0.9, 1.0, 1.5, 2.0, 1.2]),
        np.tile(hours, (3, 1)),
        1.0,
    )


def ratio(index, weight, count, expected, size):
    """Σ count ÷ Σ expected by index; 1 where nothing was counted."""
    counted = np.bincount(index, weight * count, size)
    wanted = np.bincount(index, weight * expected, size)
    return np.where(wanted > 0, counted / np.maximum(wanted, 1e-12), 1.0)


def fitted(city: City, series: list, with_months=False) -> Factors:
    """The factors of one city: Poisson likelihood, each of the (hours, counts) given weighing the same."""
    hours = Hours(np.concatenate([hours.at for hours, _ in series]))
    count = np.concatenate([counts / counts.mean() for _, counts in series])
    weight = np.concatenate([np.full(len(counts), 1 / len(counts)) for _, counts in series])
    slot = city.day_type(hours) * 24 + hours.hour
    holiday = hours.is_one_of(city.holidays).astype(int)
    of_slot, of_weekday, of_holiday, of_month = np.ones(72), np.ones(7), np.ones(2), np.ones(12)
    usual = holiday == 0

    def expected():
        return of_slot[slot] * of_weekday[hours.weekday] * of_holiday[holiday] * of_month[hours.month]

    for _ in range(ROUNDS):
        of_slot *= ratio(slot, weight, count, expected(), 72)
        of_weekday *= ratio(hours.weekday[usual], weight[usual], count[usual], expected()[usual], 7)
        of_holiday[1] *= ratio(holiday, weight, count, expected(), 2)[1]
        if with_months:
            of_month *= ratio(hours.month, weight, count, expected(), 12)
    return normalised(Factors(np.ones(5), of_month, of_weekday, of_slot.reshape(3, 24), float(of_holiday[1])))


def normalised(factors: Factors) -> Factors:
    """The same product, with hours of mean 1 in each day type and weekdays of mean 1 in the week."""
    level = factors.hours.mean(axis=1)
    weekday = factors.weekday * level[[0, 0, 0, 0, 0, 1, 2]]
    # On a public holiday the hours are Sunday's but the weekday its own, mostly one from Monday to Friday.
    holiday = factors.holiday * level[SUNDAY] / level[0]
    return Factors(
        factors.week, factors.month, weekday / weekday.mean(), factors.hours / level[:, None], float(holiday)
    )


def pooled(of_cities: list) -> Factors:
    """The geometric mean of cities' factors: each city weighs the same."""

    def mean(numbers):
        return np.exp(np.mean(np.log(np.maximum(numbers, 1e-3)), axis=0))

    return normalised(
        Factors(
            np.ones(5),
            np.ones(12),
            mean([factors.weekday for factors in of_cities]),
            mean([factors.hours for factors in of_cities]),
            float(mean([factors.holiday for factors in of_cities])),
        )
    )


def full_poisson(city: City, train, test: Hours) -> np.ndarray:
    """Expected counts of a Poisson model of hour × weekday + month + holiday."""
    hours, count = train
    months = np.ones(12)
    of_slot, of_holiday = np.ones(168), np.ones(2)
    slot, holiday = hours.weekday * 24 + hours.hour, hours.is_one_of(city.holidays).astype(int)
    weight = np.ones(len(count))
    for _ in range(ROUNDS):
        of_slot *= ratio(slot, weight, count, of_slot[slot] * months[hours.month] * of_holiday[holiday], 168)
        months *= ratio(hours.month, weight, count, of_slot[slot] * months[hours.month] * of_holiday[holiday], 12)
        of_holiday[1] *= ratio(holiday, weight, count, of_slot[slot] * months[hours.month] * of_holiday[holiday], 2)[1]
    ahead = test.is_one_of(city.holidays).astype(int)
    return of_slot[test.weekday * 24 + test.hour] * months[test.month] * of_holiday[ahead]


def hour_of_week(train, test: Hours) -> np.ndarray:
    """The mean of each hour of the week."""
    hours, count = train
    mean = ratio(hours.weekday * 24 + hours.hour, np.ones(len(count)), count, np.ones(len(count)), 168)
    return mean[test.weekday * 24 + test.hour]


def college(hotspots: list, place, hours: Hours) -> np.ndarray:
    """The layer `college_presence`, as published, at a place."""
    presence = sum(weight / (1 + distance_km(place, (lat, lon))) for lat, lon, weight in hotspots)
    weekend = hours.weekday >= 5
    times = np.ones(len(hours.at))
    times[~weekend & (hours.hour >= 8) & (hours.hour <= 17)] = 1.5
    times[weekend & (hours.hour >= 18) & (hours.hour <= 22)] = 2.0
    times[hours.hour <= 5] = 0.3
    return np.clip(times * presence, 0, 3)
