"""The empty server that the measured one is held against runs under the same settings."""

import requests

from tests.bench import setting
from tests.stopwatch import eventually


def test_the_empty_server_answers_and_tells_what_it_costs(tmp_path):
    with setting.empty_server(tmp_path / "empty") as server:

        def costs():
            answer = requests.post(f"{server.url}/api/v1/work/1/scans", timeout=60)
            assert answer.json() == {"accepted": True}
            return server.cpu_seconds() > 0

        eventually(costs)  # the clock of its costs ticks each 10 ms
