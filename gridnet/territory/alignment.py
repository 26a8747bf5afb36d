"""How grids and beats of a county line up at a moment: which beats share each grid, which grids are split."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np

from geo import alignment
from geo.alignment import Alignment
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.base.network import AREA_NAME, Network
from gridnet.territory import layers
from gridnet.territory.values import Kind


def report(county: County, at: datetime) -> Alignment:
    """Lay the beats over the grids that were in force at `at`; raises `NotFound` where either layer is missing.

    Dedicated areas lie on general ones: each is told by itself, and does not cover the ground a second time.
    """
    layer = {network: layers.read_layer(county, network, at) for network in Network}
    for network, (rows, _) in layer.items():
        if not rows:
            raise NotFound(f"no {AREA_NAME[network]}s of {county} were in force at {at:%Y-%m-%d %H:%M} UTC")
    general, dedicated = {}, {}
    for network, (rows, shapes) in layer.items():
        codes = np.array([row.code for row in rows], dtype=object)
        plain = np.array([row.kind == Kind.GENERAL for row in rows], dtype=bool)
        general[network] = codes[plain].tolist(), shapes[plain]
        dedicated[network] = codes[~plain].tolist(), shapes[~plain]
    grids, beats = general[Network.COMMUNITY], general[Network.POLICE]
    whole = alignment.align(*grids, *beats)
    inner = alignment.align(*dedicated[Network.COMMUNITY], *beats)
    posts = alignment.align(*grids, *dedicated[Network.POLICE])
    return Alignment(
        grids=dict(sorted({**whole.grids, **inner.grids}.items())),
        beats=dict(sorted({**whole.beats, **posts.beats}.items())),
        split=tuple(sorted({*whole.split, *inner.split})),
        uncovered={**whole.uncovered, **inner.uncovered},
        uncovered_beats={**whole.uncovered_beats, **posts.uncovered_beats},
        slivers=whole.slivers + inner.slivers + posts.slivers,
    )


def as_json(found: Alignment) -> Mapping[str, Any]:
    """The report with its totals, shares to four places."""
    return {
        "counts": {
            "grids": len(found.grids),
            "beats": len(found.beats),
            "split_grids": len(found.split),
            "uncovered_grids": len(found.uncovered),
            "uncovered_beats": len(found.uncovered_beats),
            "slivers": found.slivers,
        },
        "split": list(found.split),
        "grids": {code: [_share(asdict(share)) for share in shares] for code, shares in found.grids.items()},
        "beats": {code: [_share(asdict(share)) for share in shares] for code, shares in found.beats.items()},
        "uncovered_grids": {code: round(share, 4) for code, share in found.uncovered.items()},
        "uncovered_beats": {code: round(share, 4) for code, share in found.uncovered_beats.items()},
    }


def _share(share: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"code": share["code"], "share": round(share["share"], 4), "area_m2": round(share["area_m2"], 1)}
