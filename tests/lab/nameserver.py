"""A small name server for the private network: known names get an address, all others do not exist."""

from __future__ import annotations

import socket
import struct
import threading

PORT = 53
HEADER = struct.Struct("!HHHHHH")
TYPE_A, CLASS_IN, NAME_UNKNOWN = 1, 1, 3


class NameServer:
    """Answers A questions over UDP from `names`, which may change while it runs."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("0.0.0.0", PORT))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            question, client = self._socket.recvfrom(512)
            answer = self._answer(question)
            if answer:
                self._socket.sendto(answer, client)

    def _answer(self, packet: bytes) -> bytes:
        if len(packet) < HEADER.size + 5:
            return b""
        name, end = _read_name(packet)
        (kind,) = struct.unpack_from("!H", packet, end)
        question = packet[HEADER.size : end + 4]
        identity = packet[:2]
        address = self.names.get(name)
        if address is None:
            return identity + struct.pack("!HHHHH", 0x8180 | NAME_UNKNOWN, 1, 0, 0, 0) + question
        if kind != TYPE_A:
            return identity + struct.pack("!HHHHH", 0x8180, 1, 0, 0, 0) + question
        record = struct.pack("!HHHIH", 0xC00C, TYPE_A, CLASS_IN, 5, 4) + socket.inet_aton(address)
        return identity + struct.pack("!HHHHH", 0x8180, 1, 1, 0, 0) + question + record


def _read_name(packet: bytes) -> tuple[str, int]:
    """The name of the first question, and the offset behind it."""
    labels, at = [], HEADER.size
    while packet[at]:
        labels.append(packet[at + 1 : at + 1 + packet[at]].decode("ascii", "replace").lower())
        at += 1 + packet[at]
    return ".".join(labels), at + 1
