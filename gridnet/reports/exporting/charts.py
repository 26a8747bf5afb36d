"""Pictures for paper, as SVG: median and P90 beside each other, by group or over time. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from gridnet.reports.exporting.document import say_seconds

WIDTH, LABELS, VALUES = 680, 170, 150
ROW, BAR = 22, 12
HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 220, 60, 12, 12, 34
INK, MUTED, FILL, SECOND = "#1f2933", "#66707a", "#2f6fab", "#c2571a"
#: More groups than these cannot be told apart in a picture; the table has them all.
MOST = 30
#: So many labels fit below a trend.
TICKS = 8


@dataclass(frozen=True, slots=True)
class Point:
    """A group or a stretch of time: its name, and median and P90 in seconds where there are any."""

    label: str
    median: float | None
    p90: float | None


def bars(points: Sequence[Point], language: str) -> str:
    """A bar up to the median and a tick at P90, a line a group; empty where nothing can be drawn."""
    shown = [each for each in points if each.median is not None][:MOST]
    if not shown:
        return ""
    longest = max(each.p90 or each.median or 0 for each in shown) or 1.0
    scale = (WIDTH - LABELS - VALUES) / longest
    lines = Markup().join(_bar(number, each, scale, language) for number, each in enumerate(shown))
    return _svg(len(shown) * ROW + 6, lines)


def _bar(number: int, point: Point, scale: float, language: str) -> Markup:
    top = number * ROW + 5
    median, p90 = point.median or 0.0, point.p90 if point.p90 is not None else point.median or 0.0
    end = LABELS + p90 * scale
    told = f"{say_seconds(median, language)} / {say_seconds(p90, language)}"
    return Markup(
        '<text x="{label}" y="{text}" text-anchor="end" fill="{ink}">{name}</text>'
        '<rect x="{left}" y="{top}" width="{width:.1f}" height="{bar}" fill="{fill}"/>'
        '<line x1="{left}" x2="{end:.1f}" y1="{mid}" y2="{mid}" stroke="{second}"/>'
        '<line x1="{end:.1f}" x2="{end:.1f}" y1="{top}" y2="{bottom}" stroke="{second}" stroke-width="2"/>'
        '<text x="{after:.1f}" y="{text}" fill="{muted}">{told}</text>'
    ).format(
        label=LABELS - 8,
        text=top + BAR - 2,
        name=escape(point.label[:14]),
        left=LABELS,
        top=top,
        mid=top + BAR / 2,
        bottom=top + BAR,
        width=median * scale,
        bar=BAR,
        end=end,
        after=end + 6,
        told=told,
        ink=INK,
        muted=MUTED,
        fill=FILL,
        second=SECOND,
    )


def trend(points: Sequence[Point], language: str) -> str:
    """Two lines over time, the median and P90; a stretch without figures is a gap in them."""
    known = [value for each in points for value in (each.median, each.p90) if value is not None]
    if not known or len(points) < len(("first", "last")):
        return ""
    highest = max(known) or 1.0
    step = (WIDTH - LEFT - RIGHT) / (len(points) - 1)
    drawn = Markup().join(
        (
            _axis(highest, language),
            _ticks(points, step),
            _line([each.p90 for each in points], step, highest, SECOND),
            _line([each.median for each in points], step, highest, FILL),
        )
    )
    return _svg(HEIGHT, drawn)


def _y(value: float, highest: float) -> float:
    return HEIGHT - BOTTOM - value / highest * (HEIGHT - TOP - BOTTOM)


def _axis(highest: float, language: str) -> Markup:
    line = Markup(
        '<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d5dae0"/>'
        '<text x="{label}" y="{text:.1f}" text-anchor="end" fill="{muted}">{told}</text>'
    )
    return Markup().join(
        line.format(
            left=LEFT,
            right=WIDTH - RIGHT,
            y=_y(highest * part, highest),
            label=LEFT - 6,
            text=_y(highest * part, highest) + 4,
            muted=MUTED,
            told=say_seconds(highest * part, language),
        )
        for part in (0.0, 0.5, 1.0)
    )


def _ticks(points: Sequence[Point], step: float) -> Markup:
    every = -(-len(points) // TICKS)
    tick = Markup('<text x="{x:.1f}" y="{y}" text-anchor="middle" fill="{muted}">{name}</text>')
    return Markup().join(
        tick.format(x=LEFT + number * step, y=HEIGHT - BOTTOM + 18, muted=MUTED, name=each.label)
        for number, each in enumerate(points)
        if number % every == 0
    )


def _line(values: Sequence[float | None], step: float, highest: float, colour: str) -> Markup:
    line = Markup('<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
    dot = Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>')
    places = [(LEFT + number * step, value) for number, value in enumerate(values)]
    drawn = [
        line.format(points=" ".join(f"{x:.1f},{_y(y, highest):.1f}" for x, y in run), colour=colour)
        for run in _runs(places)
    ]
    drawn += [dot.format(x=x, y=_y(value, highest), colour=colour) for x, value in places if value is not None]
    return Markup().join(drawn)


def _runs(places: Sequence[tuple[float, float | None]]) -> Iterator[list[tuple[float, float]]]:
    """The stretches without a gap."""
    run: list[tuple[float, float]] = []
    for x, value in places:
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((x, value))
    if run:
        yield run


def _svg(height: float, drawn: Markup) -> str:
    frame = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="100%"'
        ' font-size="11">{drawn}</svg>'
    )
    return str(frame.format(width=WIDTH, height=height, drawn=drawn))
