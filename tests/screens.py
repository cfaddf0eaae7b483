"""Stands in for everybody who looks at a process: notes what they were sent, and what was done with them."""

from typing import Any


class Screens:
    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any], str]] = []
        self.done: list[str] = []
        self.broken = False

    def emit(self, event: str, payload: dict[str, Any], room: str) -> None:
        if self.broken:
            raise OSError("no network")
        self.heard.append((event, payload, room))

    def sweep(self) -> None:
        self.done.append("swept")

    def cut_off(self) -> None:
        self.done.append("cut off")

    def close_all(self) -> None:
        self.done.append("closed")
