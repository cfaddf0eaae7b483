"""A real server with a small warehouse, and people who stand before it with a screen, a scanner and fingers."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.people import Someone, claim, release_wave, screen
from tests.once import made_once
from tests.served import Served, served

WAREHOUSE = Path(__file__).parent / "warehouse"
CHROMIUM = "/usr/bin/chromium"
SHELL = "/usr/bin/chromium-headless-shell"  # the same engine without windows, for half the processor time
TYPEFACES = {"pylopdf_fonts_zh_cn": "NotoSansSC-Regular.otf", "pylopdf_fonts_zh_tw": "NotoSansTC-Regular.otf"}
# nothing that calls home, and nothing that needs a screen
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # names of this machine that are not its own: over plain http a browser gives their pages less
    "--host-resolver-rules=MAP *.test 127.0.0.1",
    # Each new browser would draw the list below its address line, which nobody sees, for a second of CPU. Chromium
    # takes the last of these lists, so what Playwright switches off stands here again.
    (
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,AimEnabled,"
        "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
        "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,OptimizationHints,NetworkTimeServiceQuerying"
    ),
]


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The engine of the distribution's Chromium, for all tests of this worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=SHELL, args=FLAGS, env=with_fonts(tmp_path_factory)
        )
        yield browser
        browser.close()


def with_fonts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | float | bool]:
    return {**fonts_in(tmp_path_factory.mktemp("fonts"))}


def fonts_in(folder: Path) -> dict[str, str]:
    """The environment with the Chinese typefaces of the documents: a bare machine has none, and shows boxes."""
    for package, typeface in TYPEFACES.items():
        (folder / typeface).symlink_to(str(files(package) / typeface))
    (folder / "fonts.conf").write_text(
        f"<fontconfig><include>/etc/fonts/fonts.conf</include><dir>{folder}</dir></fontconfig>"
    )
    return {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}


@pytest.fixture(scope="session")
def loaded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """FLOOR_HOME of an installation into which the warehouse was loaded, to be copied."""
    return made_once(tmp_path_factory, "warehouse", lambda home: load(home, WAREHOUSE))


def load(home: Path, warehouse: Path) -> None:
    """Sets an installation up with the files of that folder."""
    with served(home) as server:
        assert "0 rejected" in server.command("load", warehouse).splitlines()[-1]


@contextlib.contextmanager
def copied(loaded: Path, folder: Path) -> Iterator[Served]:
    """A server on a copy of a warehouse, yet to be started; it ends with the block."""
    shutil.copytree(loaded, folder / "home")
    server = Served(folder / "home")
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def copy_served(loaded: Path, folder: Path) -> Iterator[Served]:
    """The production server on a copy of a warehouse, until the block ends."""
    with copied(loaded, folder) as server:
        server.start_as_it_is()
        yield server


@contextlib.contextmanager
def pick_begun(chromium: Browser, loaded: Path, folder: Path) -> Iterator[tuple[Served, Someone, Someone]]:
    """The production server on a copy of a warehouse, a supervisor and a picker who has claimed a pick."""
    with copy_served(loaded, folder) as server:
        supervisor, ada = (
            Someone(screen(chromium, server.url, 360, 640, keeps_pages=False)) for _ in range(2)
        )
        supervisor.let_in("9001")
        release_wave(supervisor, orders=1)
        ada.let_in("1001")
        claim(ada)
        yield server, supervisor, ada
        for someone in (supervisor, ada):
            someone.context.close()


@pytest.fixture
def server(loaded_home: Path, tmp_path: Path) -> Iterator[Served]:
    """The production server on a warehouse of its own."""
    with copy_served(loaded_home, tmp_path) as server:
        yield server


@pytest.fixture
def everybody() -> Iterator[list[Someone]]:
    """Whoever came in. At the end no page may have had a console error, a broken script or anything that the page's
    own rules forbid."""
    everybody: list[Someone] = []
    yield everybody
    complaints = [complaint for someone in everybody for complaint in someone.complaints]
    for someone in everybody:
        someone.context.close()
    assert complaints == []


@pytest.fixture
def enter(chromium: Browser, server: Served, everybody: list[Someone]) -> Callable[..., Someone]:
    """enter("1001", 360, 640): somebody signs in on a screen of that size, in a browser of their own."""

    def enter(badge: str, width: int, height: int) -> Someone:
        everybody.append(Someone(screen(chromium, server.url, width, height)))
        everybody[-1].sign_in(badge)
        return everybody[-1]

    return enter


@pytest.fixture
def already_in(chromium: Browser, server: Served, everybody: list[Someone]) -> Callable[..., Someone]:
    """already_in("1001", 360, 640): the same of somebody who has signed in before, for a third of the time. Only with
    keeps_pages=True their browser keeps the pages for when there is no network."""

    def already_in(badge: str, width: int, height: int, keeps_pages: bool = False) -> Someone:
        everybody.append(Someone(screen(chromium, server.url, width, height, keeps_pages)))
        everybody[-1].let_in(badge)
        return everybody[-1]

    return already_in
