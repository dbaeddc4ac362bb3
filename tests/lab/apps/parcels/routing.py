"""The routing service that the parcel tracker asks."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Routing(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"Depot": "Malmo"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("0.0.0.0", int(sys.argv[1])), Routing).serve_forever()
