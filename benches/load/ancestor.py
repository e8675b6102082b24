#!/usr/bin/env python3
"""The way of the Python ancestor, for comparison: http.server with a thread per connection.

Each POST is parsed, told on stdout and answered; with a file as the second argument it is first
kept in SQLite as pdpe keeps it (WAL, synchronous=FULL), a transaction per request. Nothing is
scored. Usage: ancestor.py PORT [JOURNAL]
"""

import hashlib
import json
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

journal = None
lock = threading.Lock()


class Webhooks(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            event = json.loads(body)
        except ValueError:
            return self.answer(400, {"error": "not JSON"})
        if journal is not None:
            key = hashlib.sha256(body).hexdigest()
            with lock, journal:
                journal.execute("INSERT OR IGNORE INTO delivery (key, body) VALUES (?, ?)", (key, body))
        print(f"webhook {event.get('type')}: {event.get('event')}", flush=True)
        self.answer(200, {"status": "received"})

    def answer(self, status: int, value: dict) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 1024
    daemon_threads = True


if __name__ == "__main__":
    if len(sys.argv) > 2:
        journal = sqlite3.connect(sys.argv[2], check_same_thread=False)
        journal.execute("PRAGMA journal_mode=WAL")
        journal.execute("PRAGMA synchronous=FULL")
        journal.execute("CREATE TABLE delivery (seq INTEGER PRIMARY KEY, key TEXT UNIQUE, body BLOB) STRICT")
    server = Server(("127.0.0.1", int(sys.argv[1])), Webhooks)
    print(f"listening on http://127.0.0.1:{server.server_port}", file=sys.stderr, flush=True)
    server.serve_forever()
