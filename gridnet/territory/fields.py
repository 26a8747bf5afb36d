"""Which field of a boundary file says what, guessed from usual names. Pure; a person has the last word."""

from collections.abc import Mapping, Sequence

#: What a field may be called, by what it holds, the surest name first.
NAMES: Mapping[str, tuple[str, ...]] = {
    "code_field": (
        "code", "grid_code", "gridcode", "beat_code", "beatcode", "area_code", "网格编码", "网格编号", "网格代码",
        "警格编码", "警格编号", "警务区编码", "责任区编码", "编码", "编号", "代码", "wgbm", "wgbh", "jgbm", "bm", "id",
    ),
    "name_field": (
        "name", "grid_name", "gridname", "beat_name", "area_name", "网格名称", "警格名称", "警务区名称", "责任区名称",
        "名称", "wgmc", "jgmc", "mc",
    ),
    "parent_field": (
        "parent_code", "parent", "division", "division_code", "village_code", "station", "station_code", "所属社区编码",
        "社区编码", "村编码",
        "所属村社区编码", "行政区划代码", "区划代码", "派出所编码", "所属派出所", "派出所", "sssqbm",
        "xzqhdm", "pcsbm", "parent_id",
    ),
    "kind_field": ("kind", "type", "grid_type", "网格类型", "网格类别", "类型", "类别", "wglx", "lx"),
}  # fmt: skip


def guess(fields: Sequence[str]) -> dict[str, str]:
    """The field for each meaning, as far as a name tells; no field is taken for two meanings."""
    plain = {_plain(field): field for field in reversed(fields)}
    found: dict[str, str] = {}
    for meaning, names in NAMES.items():
        field = next((plain[name] for name in names if name in plain and plain[name] not in found.values()), None)
        if field is not None:
            found[meaning] = field
    return found


def _plain(field: str) -> str:
    return field.strip().lower().replace(" ", "_")
