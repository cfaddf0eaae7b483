"""The network of a warehouse: a proxy before the server that delays, drops connections, and is gone for a while.

    python -m tests.bench.cuts SERVER_PORT DELAY_MS DROPPED_SHARE

prints its own port. It passes on all at once and whole, until the first line comes on its standard input. Each line is
a number of seconds for which the network is cut.
"""

import asyncio
import random
import sys

CHUNK = 65536


class Network:
    def __init__(self, server_port: int, delay_s: float, dropped: float) -> None:
        self.server_port, self.delay_s, self.dropped = server_port, delay_s, dropped
        self.chance = random.Random(1)
        self.open: set[asyncio.StreamWriter] = set()
        self.gone = False
        self.bad = False

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One of a browser: passed on piece by piece, each late, or lost."""
        if self.gone:
            writer.transport.abort()
            return
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            writer.transport.abort()
            return
        ends = (writer, server_writer)
        self.open.update(ends)
        await asyncio.gather(
            self.pass_on(reader, server_writer, ends), self.pass_on(server_reader, writer, ends)
        )
        self.open.difference_update(ends)

    async def pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        ends: tuple[asyncio.StreamWriter, ...],
    ) -> None:
        try:
            while piece := await reader.read(CHUNK):
                if self.bad:
                    await asyncio.sleep(self.delay_s / 2)  # there, and back
                if self.bad and self.chance.random() < self.dropped / 2:
                    raise ConnectionResetError
                writer.write(piece)
                await writer.drain()
            writer.close()
        except OSError:
            for end in ends:
                end.transport.abort()

    async def cut(self, seconds: float) -> None:
        self.bad = True
        self.gone = seconds > 0
        for writer in list(self.open):
            writer.transport.abort()
        await asyncio.sleep(seconds)
        self.gone = False


async def main(server_port: int, delay_ms: float, dropped: float) -> None:
    network = Network(server_port, delay_ms / 1000, dropped)
    server = await asyncio.start_server(network.connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        await network.cut(float(line))
        print("back", flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
