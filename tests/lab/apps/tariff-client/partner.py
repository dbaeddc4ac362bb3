"""The partner's tariff service: HTTPS with the certificate beside it."""

import json
import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Tariffs(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"rate": "4.5"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("0.0.0.0", 443), Tariffs)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/app/server.pem", "/app/server.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
