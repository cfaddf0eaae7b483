"""A Chromium of any age, led over its DevTools protocol: the drivers of today do not speak to the older ones."""

import base64
import contextlib
import json
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import websocket

from tests.browser.conftest import FLAGS, fonts_in
from tests.browser.people import OFFLINE
from tests.services import START_SECONDS, child

HEADLESS = [
    "--headless",
    "--remote-debugging-port=0",
    "--mute-audio",
    "--hide-scrollbars",
    # that of 106 dies now and then as a process of its own, and takes everybody's cookies along
    "--enable-features=NetworkServiceInProcess2",
]
# A browser cannot help complaining without a server, nor where a PIN is refused; an older one does of a newer word.
HARMLESS = (*OFFLINE, "status of 401", "'wasm-unsafe-eval''. It will be ignored")
LISTENS = re.compile(r"DevTools listening on ws://(127\.0\.0\.1:\d+)/")


class Tab:
    """The one page of a browser. `complaints`: what its console said was wrong."""

    def __init__(self, address: str) -> None:
        self.socket = websocket.create_connection(address, timeout=START_SECONDS, suppress_origin=True)
        self.calls = 0
        self.complaints: list[str] = []
        self.dialogs: list[str] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command, and its answer; what happens meanwhile is heard."""
        return self.together((method, params))

    def together(self, *commands: tuple[str, dict[str, Any]]) -> dict[str, Any]:
        """Commands that go out in one piece, with no pause between them; the answer to the last."""
        waits = {self._send(method, params): method for method, params in commands}
        result: dict[str, Any] = {}
        while waits:
            said = json.loads(self.socket.recv())
            if method := waits.pop(said.get("id"), ""):
                assert "error" not in said, f"{method}: {said['error']}"
                result = said["result"]
            elif "method" in said:
                self._hear(said["method"], said["params"])
        return result

    def _send(self, method: str, params: dict[str, Any]) -> int:
        self.calls += 1
        self.socket.send(json.dumps({"id": self.calls, "method": method, "params": params}))
        return self.calls

    def _hear(self, event: str, params: dict[str, Any]) -> None:
        if event == "Page.javascriptDialogOpening":
            self.dialogs.append(params["message"])
            self._send("Page.handleJavaScriptDialog", {"accept": True})
        elif event == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self._complain(details.get("exception", {}).get("description") or details["text"])
        elif event == "Runtime.consoleAPICalled" and params["type"] == "error":
            self._complain(json.dumps(params["args"]))
        elif event == "Log.entryAdded" and params["entry"]["level"] == "error":
            self._complain(f"{params['entry']['text']} {params['entry'].get('url')}")

    def _complain(self, text: str) -> None:
        if not any(reason in text for reason in HARMLESS):
            self.complaints.append(text)

    def heard(self) -> list[str]:
        """The complaints, which are taken by that."""
        complaints, self.complaints = self.complaints, []
        return complaints

    def run(self, function: str, *given: Any) -> Any:
        """What a function of the page returns, awaited, for these arguments."""
        call = f"({function})({', '.join(map(json.dumps, given))})"
        said = self.call("Runtime.evaluate", expression=call, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in said:
            raise RuntimeError(json.dumps(said["exceptionDetails"]))
        return said["result"].get("value")

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)

    def picture(self) -> bytes:
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])

    def close(self) -> None:
        self.socket.close()


@contextlib.contextmanager
def chromium(binary: Path, width: int, height: int, *flags: str) -> Iterator[Tab]:
    """A browser with nothing in it from before, on a screen of that size; gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix="floor-engine-"))
    log = folder / "log"
    command = [binary, *FLAGS, *HEADLESS, f"--user-data-dir={folder / 'profile'}", *flags, "about:blank"]
    with log.open("w") as said:
        process = subprocess.Popen(child(command, None), stdout=said, stderr=said, env=fonts_in(folder))
    try:
        with contextlib.closing(Tab(page_of(process, log))) as tab:
            tab.resize(width, height)
            yield tab
    finally:
        process.terminate()
        process.wait(START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def page_of(process: subprocess.Popen[bytes], log: Path) -> str:
    """The address of the page that the browser has open once it has started."""
    give_up = time.monotonic() + START_SECONDS
    while not (listens := LISTENS.search(log.read_text("utf-8", "replace"))):
        if process.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError(f"the browser did not start: {log.read_text('utf-8', 'replace')}")
        time.sleep(0.05)
    while True:
        with urllib.request.urlopen(f"http://{listens[1]}/json/list") as answer:
            pages = [each for each in json.load(answer) if each["type"] == "page"]
        if pages:
            address: str = pages[0]["webSocketDebuggerUrl"]
            return address
        assert time.monotonic() < give_up, "the browser has no page"
        time.sleep(0.05)
