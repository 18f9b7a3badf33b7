"""What Django's own log lines must not say: the path of a request, which may hold a link's token."""

import logging

from config.middleware import shape


class ShapedPath(logging.Filter):
    """Puts the shape of the address in place of the path, in every line that a request comes with."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            paths = {request.path, request.get_full_path()}
            record.args = tuple(shape(request) if arg in paths else arg for arg in record.args)
        return True
