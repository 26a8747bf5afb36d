"""The slow way to a deadline: minute by minute through the days, as somebody with a pencil would count.

It knows spans, days of rest and pauses, and shares nothing with what it checks but the values it is asked about.
All moments it is given lie on whole minutes.
"""

from calendar import monthrange
from datetime import timedelta
from fractions import Fraction

from gridnet.base.moment import LOCAL
from gridnet.clocks.limits import Unit

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def local(at):
    return at.astimezone(LOCAL).replace(tzinfo=None)


def day_start(moment):
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def is_work(calendar, minute):
    of_day = minute.hour * 60 + minute.minute
    return any(start <= of_day < end for start, end in calendar.day(minute.date()).spans)


def is_paused(pauses, minute):
    return any(local(each.from_at) <= minute < local(each.to_at) for each in pauses)


def work_of(calendar, day):
    """How many minutes a day is worked, counted one by one."""
    return sum(is_work(calendar, day + number * MINUTE) for number in range(24 * 60))


def is_open_day(calendar, day):
    return bool(calendar.day(day.date()).spans)


def next_open_day(calendar, day):
    while not is_open_day(calendar, day):
        day += DAY
    return day


def close_of(calendar, day):
    """The minute after the last that is worked on a day."""
    worked = [number for number in range(24 * 60) if is_work(calendar, day + number * MINUTE)]
    return day + (worked[-1] + 1) * MINUTE


def count(since, budget, counts, pauses):
    """The first moment at which `budget` minutes have counted, from `since` on."""
    minute, counted = since, Fraction(0)
    while True:
        if counts(minute) and not is_paused(pauses, minute):
            if counted + 1 >= budget:
                return minute + timedelta(microseconds=int((budget - counted) * 60_000_000))
            counted += 1
        minute += MINUTE


def due(limit, started_at, pauses, calendar, percent):
    """When so many per cent of a limit are used up."""
    start = local(started_at)
    share = Fraction(limit.amount * percent, 100)
    if limit.unit is Unit.MINUTE:
        return count(start, share, lambda _: True, pauses)
    if limit.unit is Unit.WORKING_HOUR:
        return count(start, share * 60, lambda minute: is_work(calendar, minute), pauses)
    base = day_start(start) + DAY
    if limit.unit is Unit.WORKING_DAY:
        return count(base, work_of_days(calendar, base, share), lambda minute: is_work(calendar, minute), pauses)
    days = share if limit.unit is Unit.DAY else days_of_months(base - DAY, share)
    return end_of_days(calendar, base, days, pauses)


def work_of_days(calendar, base, share):
    """The minutes of the first `share` working days."""
    day, minutes, left = base, Fraction(0), share
    while left > 0:
        if is_open_day(calendar, day):
            minutes += min(left, 1) * work_of(calendar, day)
            left -= min(left, 1)
        day += DAY
    return minutes


def months_later(day, number):
    for _ in range(number):
        day = (day.replace(day=1) + 31 * DAY).replace(day=1)
    return day


def same_number(day, number):
    """The day of the same number so many months on, or the last of that month."""
    month = months_later(day.replace(day=1), number)
    return month.replace(day=min(day.day, monthrange(month.year, month.month)[1]))


def days_of_months(start, share):
    whole = int(share)
    last, following = same_number(start, whole), same_number(start, whole + 1)
    return (last - start).days + (share - whole) * (following - last).days


def end_of_days(calendar, base, days, pauses):
    used_up = count(base, days * 24 * 60, lambda _: True, pauses)
    if calendar.always:
        return used_up
    if used_up == base + timedelta(minutes=1) * float(days * 24 * 60):
        found = undisturbed(calendar, base, days)
        if not any(local(each.from_at) < found < local(each.to_at) for each in joined(pauses)):
            return found
    day = day_start(used_up - timedelta(microseconds=1))
    while True:
        day = next_open_day(calendar, day)
        close = close_of(calendar, day)
        if not any(local(each.from_at) < close < local(each.to_at) for each in joined(pauses)):
            return close
        day += DAY


def joined(pauses):
    """Pauses that touch or overlap, as one: what lies where they meet lies within."""
    from gridnet.clocks.limits import Pause

    found = []
    for each in sorted(pauses, key=lambda pause: pause.from_at):
        if each.from_at == each.to_at:
            continue
        if found and each.from_at <= found[-1].to_at:
            found[-1] = Pause(found[-1].from_at, max(found[-1].to_at, each.to_at), "")
        else:
            found.append(each)
    return found


def undisturbed(calendar, base, days):
    whole, part = int(days), days - int(days)
    ended = close_of(calendar, next_open_day(calendar, base + (whole - 1) * DAY)) if whole else base
    if not part:
        return ended
    day = base + whole * DAY
    if not is_open_day(calendar, day):
        return close_of(calendar, next_open_day(calendar, day))
    return max(ended, count(day, part * work_of(calendar, day), lambda minute: is_work(calendar, minute), []))


def elapsed(limit, started_at, pauses, calendar, at):
    """How many minutes have counted by `at`, and how many had they not been left out."""
    start, until = local(started_at), local(at)
    dated = limit.unit in {Unit.WORKING_DAY, Unit.DAY, Unit.MONTH}
    minute, net, gross = day_start(start) + DAY if dated else start, 0, 0
    worked = limit.unit in {Unit.WORKING_HOUR, Unit.WORKING_DAY}
    while minute < until:
        if not worked or is_work(calendar, minute):
            gross += 1
            net += not is_paused(pauses, minute)
        minute += MINUTE
    return net * MINUTE, gross * MINUTE
