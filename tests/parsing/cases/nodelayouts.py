"""Node, Bun and Deno as libraries and loggers print them."""

from tests.parsing.cases import Case

CASES = (
    Case(
        "fetch of Node 22",
        """\
node:internal/deps/undici/undici:13178
      Error.captureStackTrace(err);
            ^

TypeError: fetch failed
    at node:internal/deps/undici/undici:13178:13
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    at async load (file:///app/tides.mjs:12:17) {
  [cause]: Error: getaddrinfo ENOTFOUND tides.quay.internal
      at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:120:26) {
    errno: -3008,
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: 'tides.quay.internal'
  }
}

Node.js v22.11.0
""",
        ("TypeError", "Error"),
        "getaddrinfo ENOTFOUND",
        "",
        ("ENOTFOUND",),
    ),
    Case(
        "AggregateError of a connection",
        """\
could not connect AggregateError [ECONNREFUSED]:\x20
    at internalConnectMultiple (node:net:1122:18)
    at afterConnectMultiple (node:net:1689:7) {
  code: 'ECONNREFUSED',
  [errors]: [
    Error: connect ECONNREFUSED ::1:5432
        at createConnectionError (node:net:1652:14)
        at afterConnectMultiple (node:net:1682:16) {
      errno: -111,
      code: 'ECONNREFUSED',
      syscall: 'connect',
      address: '::1',
      port: 5432
    },
    Error: connect ECONNREFUSED 127.0.0.1:5432
        at createConnectionError (node:net:1652:14)
        at afterConnectMultiple (node:net:1682:16) {
      errno: -111,
      code: 'ECONNREFUSED',
      syscall: 'connect',
      address: '127.0.0.1',
      port: 5432
    }
  ]
}
""",
        ("AggregateError", "Error", "Error"),
        "connect ECONNREFUSED ::1:5432",
        "",
        ("ECONNREFUSED",),
    ),
    Case(
        "rejection that is only warned of",
        """\
(node:1) UnhandledPromiseRejectionWarning: TypeError: Cannot read property 'height' of undefined
    at height (/app/tides.js:13:17)
    at /app/server.js:4:3
(Use `node --trace-warnings ...` to show where the warning was created)
""",
        ("TypeError",),
        "Cannot read property 'height'",
        "height",
    ),
    Case(
        "Prisma",
        """\
PrismaClientInitializationError:\x20
Invalid `prisma.tide.findMany()` invocation:


Can't reach database server at `db.quay.internal:5432`

Please make sure your database server is running at `db.quay.internal:5432`.
    at $n.handleRequestError (/app/node_modules/@prisma/client/runtime/library.js:121:7615)
    at async load (/app/dist/tides.js:10:18) {
  clientVersion: '5.22.0',
  errorCode: 'P1001'
}
""",
        ("PrismaClientInitializationError",),
        "Can't reach database server",
        "load",
        ("P1001",),
    ),
    Case(
        "TypeORM",
        """\
QueryFailedError: relation "tides" does not exist
    at PostgresQueryRunner.query (/app/node_modules/typeorm/driver/postgres/PostgresQueryRunner.js:219:19)
    at async TideService.all (/app/dist/tide.service.js:21:16) {
  query: 'SELECT * FROM "tides"',
  parameters: undefined,
  driverError: error: relation "tides" does not exist
      at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)
      at Socket.<anonymous> (/app/node_modules/pg-protocol/dist/index.js:11:42) {
    length: 104,
    severity: 'ERROR',
    code: '42P01',
    position: '15'
  },
  length: 104,
  severity: 'ERROR',
  code: '42P01'
}
""",
        ("QueryFailedError", "error"),
        'relation "tides" does not exist',
        "",
        ("42P01",),
    ),
    Case(
        "Sequelize, whose parent is the original",
        """\
Unable to connect: ConnectionRefusedError [SequelizeConnectionRefusedError]: connect ECONNREFUSED 10.1.2.3:3306
    at ConnectionManager.connect (/app/node_modules/sequelize/lib/dialects/mysql/connection-manager.js:92:17)
    at async start (/app/server.js:9:3) {
  parent: Error: connect ECONNREFUSED 10.1.2.3:3306
      at PoolConnection.connect (/app/node_modules/mysql2/lib/pool.js:20:5) {
    errno: -111,
    code: 'ECONNREFUSED',
    fatal: true
  },
  original: Error: connect ECONNREFUSED 10.1.2.3:3306
      at PoolConnection.connect (/app/node_modules/mysql2/lib/pool.js:20:5) {
    errno: -111,
    code: 'ECONNREFUSED',
    fatal: true
  }
}
""",
        ("ConnectionRefusedError", "Error"),
        "connect ECONNREFUSED 10.1.2.3:3306",
        "",
        ("ECONNREFUSED",),
    ),
    Case(
        "Nest",
        """\
[Nest] 1  - 11/22/2026, 5:46:45 PM   ERROR [ExceptionsHandler] Cannot read properties of undefined (reading 'height')
TypeError: Cannot read properties of undefined (reading 'height')
    at TidesService.height (/app/dist/tides.service.js:21:35)
    at /app/node_modules/@nestjs/core/router/router-execution-context.js:38:29
""",
        ("TypeError",),
        "reading 'height'",
        "TidesService.height",
    ),
    Case(
        "Bun",
        """\
TypeError: undefined is not an object (evaluating 'tide.height.value')
      at height (/app/src/tides.ts:13:17)
      at /app/src/server.ts:4:3

Bun v1.1.34 (Linux x64)
""",
        ("TypeError",),
        "undefined is not an object",
        "height",
    ),
    Case(
        "Deno",
        """\
error: Uncaught (in promise) TypeError: Cannot read properties of undefined (reading 'height')
  return tide.height.value;
              ^
    at height (file:///app/tides.ts:13:17)
    at file:///app/main.ts:4:3
""",
        ("TypeError",),
        "reading 'height'",
        "height",
    ),
    Case(
        "Deno with a cause",
        """\
error: Uncaught (in promise) StoreError: tide store is away
    at mid (file:///app/store.ts:3:43)
Caused by: ConnectionRefused: Connection refused (os error 111)
    at async Object.connect (ext:deno_net/01_net.js:605:55)
    at async low (file:///app/store.ts:2:25)
""",
        ("StoreError", "ConnectionRefused"),
        "os error 111",
        "low",
    ),
    Case(
        "winston with words before the error",
        """\
2026-11-22T17:46:45.844Z error: request failed TypeError: Cannot read properties of undefined (reading 'height')
    at height (/app/tides.js:13:17)
    at /app/server.js:4:3
""",
        ("TypeError",),
        "reading 'height'",
        "height",
    ),
    Case(
        "winston without a time",
        """\
error: request failed: RangeError: bad depth
    at height (/app/tides.js:13:17)
    at /app/server.js:4:3
""",
        ("RangeError",),
        "bad depth",
        "height",
    ),
    Case(
        "words and a colon before the error",
        """\
Error fetching tides: FetchError: request to http://tides:8090/heights failed, reason: connect ECONNREFUSED 10.1.2.3:8090
    at ClientRequest.<anonymous> (/app/node_modules/node-fetch/lib/index.js:1501:11)
    at async load (/app/tides.js:7:3) {
  type: 'system',
  errno: 'ECONNREFUSED',
  code: 'ECONNREFUSED'
}
""",
        ("FetchError",),
        "request to http://tides:8090/heights failed",
        "load",
        ("ECONNREFUSED",),
    ),
    Case(
        "MongoDB three layers deep",
        """\
MongooseServerSelectionError: connect ECONNREFUSED 10.1.2.3:27017
    at _handleConnectionErrors (/app/node_modules/mongoose/lib/connection.js:909:11)
    at async start (/app/server.js:9:3) {
  reason: TopologyDescription {
    type: 'Unknown',
    servers: Map(1) { 'mongo:27017' => [ServerDescription] },
    stale: false,
    error: null
  },
  code: undefined,
  [cause]: MongoServerSelectionError: connect ECONNREFUSED 10.1.2.3:27017
      at Topology.selectServer (/app/node_modules/mongodb/lib/sdam/topology.js:288:38) {
    [Symbol(errorLabels)]: Set(0) {},
    [cause]: MongoNetworkError: connect ECONNREFUSED 10.1.2.3:27017
        at Socket.<anonymous> (/app/node_modules/mongodb/lib/cmap/connect.js:286:44) {
      [Symbol(errorLabels)]: Set(1) { 'ResetPool' },
      [cause]: Error: connect ECONNREFUSED 10.1.2.3:27017
          at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1607:16) {
        errno: -111,
        code: 'ECONNREFUSED',
        port: 27017
      }
    }
  }
}
""",
        ("MongooseServerSelectionError", "MongoServerSelectionError", "MongoNetworkError", "Error"),
        "connect ECONNREFUSED 10.1.2.3:27017",
        "",
        ("ECONNREFUSED",),
    ),
    Case(
        "Axios with its settings",
        """\
AxiosError: Request failed with status code 503
    at settle (/app/node_modules/axios/dist/node/axios.cjs:2019:12)
    at async load (/app/tides.js:7:3) {
  code: 'ERR_BAD_RESPONSE',
  config: {
    transitional: {
      silentJSONParsing: true
    },
    headers: Object [AxiosHeaders] {
      Accept: 'application/json'
    },
    method: 'get',
    url: 'http://tides:8090/heights'
  },
  status: 503
}
""",
        ("AxiosError",),
        "status code 503",
        "load",
        ("ERR_BAD_RESPONSE",),
    ),
    Case(
        "Next",
        """\
 \u2a2f Error: connect ECONNREFUSED 10.1.2.3:5432
    at Page (/app/.next/server/app/page.js:1:2345)
    at async load (/app/.next/server/app/page.js:1:999) {
  digest: '1234567',
  code: 'ECONNREFUSED'
}
""",
        ("Error",),
        "connect ECONNREFUSED",
        "",
        ("ECONNREFUSED",),
    ),
    Case(
        "class that extends an error",
        """\
Error: tide store is away
    at mid (/app/store.js:3:43)
    at async Promise.all (index 0)
    at async Server.<anonymous> (/app/server.js:11:6)
""",
        ("Error",),
        "tide store is away",
        "mid",
    ),
)
