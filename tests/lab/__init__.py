"""The lab: records what real applications and servers log while they run, fail and recover.

`python -m tests.lab --list` names the scenarios, `python -m tests.lab NAME...` records them into
`sample_logs/`. See `sample_logs/README.md`.
"""
