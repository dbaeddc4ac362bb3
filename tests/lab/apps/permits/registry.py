"""The vehicle registry: answers at once, or not at all while /app/slow exists."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Registry(BaseHTTPRequestHandler):
    def do_GET(self):
        if Path("/app/slow").exists():
            time.sleep(120)
        body = b'{"owner": "resident"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("0.0.0.0", 8099), Registry).serve_forever()
