"""A whole day of the demo warehouse through HTTP alone, by clients that know only the protocol, on the real server."""

from pathlib import Path

from tests.client import Handheld
from tests.served import served
from tests.shift import hire, load_and_hand_over, pages, together, work_off


def test_a_day_from_release_to_handover(tmp_path: Path) -> None:
    with served(tmp_path / "home") as server:
        server.command("demo")
        server.start()
        staff = hire(server, tmp_path / "staff", supervisor=1, picker=3, packer=2, dispatcher=1)
        [supervisor], pickers, packers, [dispatcher] = staff
        waves = [
            supervisor.post("/waves", {"orders": None, "max_orders": most, "mode": mode, "release": True})
            for most, mode in ((10, "cluster"), (500, "single"))
        ]
        assert all(wave["tasks"] for wave in waves)

        offline = pickers[2].next_work("pick")
        assert offline
        pickers[2].work_through(offline, at_once=25)
        together(work_off("pick"), pickers)
        together(work_off("pack"), packers)
        loads = load_and_hand_over(dispatcher, ["DOCK-1"])

        assert {load["state"] for load in loads} == {"done"}
        states = [supervisor.get(f"/waves/{wave['id']}") for wave in waves]
        assert {state["status"] for state in states} == {"done"}
        # beside these waves there was what the morning had left over
        picked, packed = (
            sum(each.counted[kind] for each in people)
            for kind, people in (("pick", pickers), ("pack", packers))
        )
        assert sum(state["units_done"] for state in states) <= picked <= packed
        released = {order for wave in waves for order in wave["orders"]}
        gone = {order["id"] for order in pages(supervisor, "/orders", status="handed_over")}
        assert released < gone
        assert "everything adds up" in server.command("check")
        together(Handheld.sign_out, [*pickers, *packers, supervisor, dispatcher])
