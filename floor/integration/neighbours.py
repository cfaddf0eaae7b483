"""The other processes of this server: they are woken by way of Redis when something was published.

Redis carries no hint. Where it is away each process still finds what was published, up to a second later.
"""

import logging
import threading
import uuid

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from floor.integration.outbox import Publisher

AGAIN_SECONDS = 1.0
PATIENCE_SECONDS = 1.0

log = logging.getLogger(__name__)


class Neighbours:
    """Wakes the others, and is woken by them: a thread listens from `start` to `stop`, while Redis is `reachable`."""

    def __init__(self, redis_url: str, publisher: Publisher) -> None:
        self._publisher = publisher
        publisher.wake_others = self.wake
        self._redis = redis.Redis.from_url(
            redis_url,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            health_check_interval=5,
            retry=Retry(NoBackoff(), 0),
        )
        # Redis itself tells messages of one database from those of another no more than this
        self._channel = f"floor:{self._redis.get_connection_kwargs().get('db', 0)}"
        self._name = uuid.uuid4().hex.encode()
        self.reachable = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="neighbours", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._redis.close()

    def wake(self) -> None:
        """Something was published. Does not wait for a Redis that is away."""
        if not self.reachable:
            return
        try:
            self._redis.publish(self._channel, self._name)
        except redis.RedisError:
            self.reachable = False  # the thread that listens finds that out too, and says so

    def _listen(self) -> None:
        told = False
        while not self._stopping.is_set():
            try:
                self._hear()
                told = False
            except redis.RedisError as error:
                if not told:
                    log.warning("Redis is away, hints of other processes come up to a second late: %s", error)
                told = True
                self.reachable = False
                self._stopping.wait(AGAIN_SECONDS)

    def _hear(self) -> None:
        with self._redis.pubsub(ignore_subscribe_messages=True) as messages:  # type: ignore[no-untyped-call]
            messages.subscribe(self._channel)
            messages.get_message(timeout=PATIENCE_SECONDS)  # that we are subscribed
            self.reachable = True
            self._publisher.wake()
            while not self._stopping.is_set():
                message = messages.get_message(timeout=PATIENCE_SECONDS)
                if message and message["data"] != self._name:
                    self._publisher.wake()
