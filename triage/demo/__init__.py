"""The story of the README on an embedded AWS emulation: recorded logs, real calls over HTTP."""
