"""Files in a bucket of an S3-compatible store: private, read and written by the portal alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NoReturn

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

GONE = 404
# Two tries of at most five seconds: a store that is away is said to be away before the page has taken fifteen.
PATIENCE = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"total_max_attempts": 2, "mode": "standard"},
    s3={"addressing_style": "path"},
    signature_version="s3v4",
)


class PrivateBucket(S3Storage):
    """What goes wrong is an OSError, as it is with a disk: whoever stores or opens a file has words for that."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(client_config=PATIENCE, default_acl=None, **settings)

    def url(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """There is none: files leave through the portal, after it has looked who asks."""
        raise NotImplementedError("Files have no address of their own; answer with accounts.files.file_response.")

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_of_a_disk():
            opened = super()._open(name, mode)
            if "w" not in mode:
                _fetched = opened.file  # now, and not while it is being sent
            return opened

    def _save(self, name: str, content: Any) -> str:
        with _as_of_a_disk():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _as_of_a_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_of_a_disk():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _as_of_a_disk():
            return int(super().size(name))

    def listdir(self, name: str) -> Any:
        with _as_of_a_disk():
            return super().listdir(name)

    def get_modified_time(self, name: str) -> datetime:
        with _as_of_a_disk():
            found: datetime = super().get_modified_time(name)
            return found


@contextmanager
def _as_of_a_disk() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        if isinstance(error, ClientError) and error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == GONE:
            raise FileNotFoundError("the store of files has none of this name") from error
        raise OSError(f"the store of files: {type(error).__name__}") from error
