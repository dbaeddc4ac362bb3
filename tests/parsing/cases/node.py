"""Node."""

from tests.parsing.cases import Case

_FRAMES = """\
    at mid (/app/store.js:3:43)
    at Object.<anonymous> (/app/server.js:11:6)
    ... 5 lines matching cause stack trace ...
    at node:internal/main/run_main_module:28:49 {
  code: 'E_STORE',
  [cause]: Error: connect ECONNREFUSED 10.1.2.3:5432
      at low (/app/store.js:2:25)
      at async Pool.connect (/app/node_modules/pg-pool/index.js:45:11) {
    errno: -111,
    code: 'ECONNREFUSED',
    [cause]: RangeError: port out of step
        at deepest (/app/ports.js:1:1)
  }
}
"""

CASES = (
    Case(
        "uncaught with causes",
        "/app/store.js:3\n    throw new StoreError('tide store is away', {cause: e})\n    ^\n\nStoreError: tide store is away\n"
        + _FRAMES
        + "\nNode.js v20.20.2\n",
        ("StoreError", "Error", "RangeError"),
        "port out of step",
        "deepest",
        ("E_STORE", "ECONNREFUSED"),
    ),
    Case(
        "printed after a text",
        "request failed StoreError: tide store is away\n" + _FRAMES,
        ("StoreError", "Error", "RangeError"),
        "port out of step",
        "deepest",
        ("E_STORE", "ECONNREFUSED"),
    ),
    Case(
        "AggregateError",
        "AggregateError: all hosts failed\n    at connect (/app/server.js:5:15)\n    at node:internal/main/run_main_module:28:49 {\n"
        "  [errors]: [\n    Error: connect ECONNREFUSED ::1:5432\n        at first (/app/server.js:5:35),\n"
        "    TypeError: bad depth\n        at second (/app/server.js:5:78)\n  ]\n}\n",
        ("AggregateError", "TypeError", "Error"),
        "connect ECONNREFUSED ::1:5432",
        "first",
    ),
    Case(
        "unhandled rejection",
        "node:internal/process/promises:389\n      new UnhandledPromiseRejection(reason);\n      ^\n\n"
        'UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block. The promise rejected with the reason "#<Object>".\n'
        "    at throwUnhandledRejectionsMode (node:internal/process/promises:389:7) {\n  code: 'ERR_UNHANDLED_REJECTION'\n}\n\nNode.js v20.20.2\n",
        ("UnhandledPromiseRejection",),
        "without a catch block",
        "",
        ("ERR_UNHANDLED_REJECTION",),
    ),
    Case(
        "module not found",
        "node:internal/modules/cjs/loader:1210\n  throw err;\n  ^\n\nError: Cannot find module './tides'\nRequire stack:\n- /app/server.js\n"
        "    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)\n    at Object.<anonymous> (/app/server.js:3:15) {\n"
        "  code: 'MODULE_NOT_FOUND',\n  requireStack: [ '/app/server.js' ]\n}\n\nNode.js v20.20.2\n",
        ("Error",),
        "Cannot find module './tides'",
        "Object.<anonymous>",
        ("MODULE_NOT_FOUND",),
    ),
    Case(
        "ES module not found",
        "node:internal/modules/esm/resolve:283\n    throw new ERR_MODULE_NOT_FOUND(\n          ^\n\n"
        "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/app/nope.mjs' imported from /app/m.mjs\n"
        "    at finalizeResolution (node:internal/modules/esm/resolve:283:11)\n    at #cachedDefaultResolve (node:internal/modules/esm/loader:657:25) {\n"
        "  code: 'ERR_MODULE_NOT_FOUND',\n  url: 'file:///app/nope.mjs'\n}\n\nNode.js v20.20.2\n",
        ("Error",),
        "imported from /app/m.mjs",
        "",
        ("ERR_MODULE_NOT_FOUND",),
    ),
    Case(
        "syntax error",
        "/app/s.js:1\nconst a = ;\n          ^\n\nSyntaxError: Unexpected token ';'\n    at wrapSafe (node:internal/modules/cjs/loader:1464:18)\n\nNode.js v20.20.2\n",
        ("SyntaxError",),
        "Unexpected token",
    ),
    Case(
        "error event",
        "node:events:497\n      throw er; // Unhandled 'error' event\n      ^\n\nError: listen EADDRINUSE: address already in use :::3000\n"
        "    at Server.setupListenHandle [as _listen2] (node:net:1817:16)\n    at Object.<anonymous> (/app/server.js:9:5)\n"
        "Emitted 'error' event on Server instance at:\n    at emitErrorNT (node:net:1796:8)\n    at process.processTicksAndRejections (node:internal/process/task_queues:82:21) {\n"
        "  code: 'EADDRINUSE',\n  errno: -98,\n  syscall: 'listen',\n  address: '::',\n  port: 3000\n}\n\nNode.js v20.20.2\n",
        ("Error",),
        "address already in use",
        "Object.<anonymous>",
        ("EADDRINUSE",),
    ),
    Case(
        "error of a database client",
        'error: column "steep" does not exist\n    at /app/node_modules/pg/lib/client.js:526:17\n    at async tides (/app/server.js:40:22) {\n'
        "  length: 104,\n  severity: 'ERROR',\n  code: '42703',\n  detail: undefined,\n  position: '8'\n}\n",
        ("error",),
        'column "steep" does not exist',
        "tides",
        ("42703",),
    ),
)
