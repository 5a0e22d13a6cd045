"""A small HTTP server in a thread, for systems that tests speak to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class Served:
    """Answers with what `answer(path, asked, headers)` returns: (status, headers, said).

    `said` is written as JSON, or as it stands if it is bytes. `failing` holds answers that are
    given instead, one question each; `questions` is what was asked.
    """

    def __init__(self):
        self.questions, self.failing = [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.reply(self)

            def log_message(self, *_said):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def reply(self, handler):
        parts = urlsplit(handler.path)
        asked = parse_qsl(parts.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.questions.append((parts.path, dict(asked), headers))
        failing = self.failing.pop(0) if self.failing else None
        status, more, said = failing or self.answer(parts.path, asked, headers)
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **more}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def answer(self, path, asked, headers):
        raise NotImplementedError

    def fail(self, status, said=b"", after=0, **headers):
        """Answer so, once, after so many good answers."""
        self.failing += [None] * after
        named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        self.failing.append((status, named, said))

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
