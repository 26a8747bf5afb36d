"""No sentence of the services reaches a Chinese page in English."""

import ast

import pytest

from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound
from gridnet.web import refusal_words, sentences
from tests.architecture.sources import CODE, name, tree

#: Services whose refusals no form and no page of ours can call forth, or which have words of their own there.
ELSEWHERE = (
    "gridnet/cli/",
    "gridnet/sample/",
    "gridnet/reports/",  # gridnet/web/reports/faults.py, by field
    "gridnet/base/cluster.py",
    "gridnet/base/http.py",  # how a program asks: its document, its query
    "gridnet/people/access.py",  # how a program acts as a position
    "gridnet/incidents/importing.py",  # the command line takes in the past
    "gridnet/incidents/history",
    "gridnet/territory/divisions.py",
    "gridnet/territory/county_outlines.py",
    "gridnet/web/forms.py",  # the reader's own fault, told by its field
    "geo/datums.py",  # a datum is chosen from a list
    "geo/partition.py",
)
#: Keeps a refusal for the page that shows it later, and tells it then.
KEEPS = "gridnet/web/admin/checking.py"
REFUSALS = {"Invalid", "Conflict", "Weak", "BadFile", "BadPlace", "_flush"}
#: What is filled into a place that is not simply a value.
FILLED = {"where": " in 7", "f'the {wanted} network' if wanted else 'no network'": "the police network"}


def literal(node):
    """A sentence of the code with a seven in each of its places, or None where it is not written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    return "".join(
        part.value if isinstance(part, ast.Constant) else FILLED.get(ast.unparse(part.value), "7")
        for part in node.values
    )


def refused():
    for path in CODE:
        if name(path).startswith(ELSEWHERE) or name(path).endswith("api.py"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
                yield from ((name(path), told) for each in node.args if (told := literal(each)))


@pytest.fixture
def chinese(service):
    with service.test_request_context(headers={"Accept-Language": "zh"}):
        yield


@pytest.fixture
def in_english(service):
    with service.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.usefixtures("chinese")
def test_every_refusal_that_a_page_can_show_has_its_chinese():
    found = set(refused())
    assert len(found) > 150, "the services are read"
    unknown = {each for each in found if sentences.find(each[1]) is None}
    assert sorted(each for each in unknown if len(each[1].split()) > 2) == []  # one or two words name a field


def test_no_page_shows_an_error_as_it_is():
    """`str(error)` is the services' English; pages tell it through `refusal_words`."""
    leaks = [
        (name(path), node.lineno)
        for path in CODE
        if name(path).startswith("gridnet/web/") and name(path) != KEEPS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and node.name
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call)
        and ast.unparse(inner.func) == "str"
        and [ast.unparse(each) for each in inner.args] == [node.name]
        and not any(_carries_on(raised, inner) for raised in ast.walk(node))
    ]
    assert leaks == []


def _carries_on(node, inner):
    """Whether a refusal is only handed on as another one, which whoever shows it then tells."""
    return isinstance(node, ast.Raise) and inner in ast.walk(node)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Invalid("a shift ends after it begins"), "班次的结束时间必须晚于开始时间"),
        (Invalid("a grid_worker belongs to the community network"), "网格员属于社区网"),  # words filled in, too
        (Conflict("login 'li' is taken in 410599"), "登录名 li 在本县（410599）已被使用"),
        (Invalid("it is 0101 and P1 already; name another category or priority"), "已经是 0101、P1"),
        (Conflict("draft 7 is blocked (rows refused: 3; places covered by no outline: 2); mend the file and"
                  " import it again"), "未接收的行：3; 没有轮廓覆盖的地方：2"),  # reasons within a reason
        (Invalid("grids.zip: the file has no layer with shapes"), "grids.zip: 文件中没有带图形的图层"),
        (NotAllowed("nobody does this to themselves; ask another administrator"), "不能对本人进行此操作"),
        (NotAllowed("a sentence that nobody has written yet"), "您在这里没有这项权限。"),
        (Conflict("a sentence that nobody has written yet"), "情况已与本页显示的不同"),
        (Invalid("a sentence that nobody has written yet"), "填写的内容无法接受"),
        (NotFound("there is no draft 7 in 410599"), "没有"),
        (Invalid("请选择一天。"), "请选择一天。"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("chinese")
def test_a_refusal_is_told_in_chinese(error, told):
    assert told in refusal_words.tell_exactly(error)


@pytest.mark.usefixtures("in_english")
def test_whoever_reads_english_reads_what_the_service_said():
    told = "nobody does this to themselves; ask another administrator"
    assert refusal_words.tell_exactly(NotAllowed(told)) == told
    assert refusal_words.tell_fault("odd, and in nobody's list") == "odd, and in nobody's list"
