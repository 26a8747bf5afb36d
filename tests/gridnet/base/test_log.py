"""One line of JSON an event; run in processes of their own, since a log is set up once."""

import json
import subprocess
import sys


def lines(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


START = "from gridnet.base import log; import structlog; log.configure(); logger = structlog.get_logger(); "


def test_an_event_is_one_line_with_its_level_and_its_moment():
    (line,) = lines(START + "logger.info('request', path='/网格', status=201)")
    assert line["timestamp"].endswith("Z")
    assert {**line, "timestamp": ""} == {
        "event": "request", "level": "info", "path": "/网格", "status": 201, "timestamp": "",
    }  # fmt: skip


def test_lines_carry_what_is_bound_to_the_request():
    program = START + "structlog.contextvars.bind_contextvars(request_id='r1'); logger.warning('pool_exhausted')"
    assert lines(program)[0]["request_id"] == "r1"


def test_a_fault_keeps_its_trace_and_what_is_below_the_level_is_left_out():
    program = START + "logger.debug('noise'); logger.error('fault', exc_info=ValueError('broken'))"
    (line,) = lines(program)
    assert "ValueError: broken" in line["exception"]
