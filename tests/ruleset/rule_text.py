"""A small valid rule file, and variants of it."""

RULE = """\
schema: 1
id: made.fault
title: A made-up fault
status: experimental
severity: high
layer: application
category: config.invalid
match: {regex: "gadget (?P<file>\\\\S+) is broken"}
captures: {file: {type: path}}
explain: A gadget is broken, which no other part can be blamed for.
remediation:
  - {id: look, kind: inspect, title: Look at it, argv: [cat, "{file}"]}
examples:
  match:
    - {name: plain, log: "gadget /etc/a is broken", captures: {file: /etc/a}, commands: {look: cat /etc/a}}
  no_match:
    - {name: whole, log: "gadget /etc/a is fine", why: nothing is wrong}
metadata: {author: test, created: "2026-01-01", updated: "2026-01-01", version: 1}
"""

PATH = "rules/made/fault.yaml"
