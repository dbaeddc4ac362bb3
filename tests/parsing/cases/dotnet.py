""".NET as its hosts and loggers print it."""

from tests.parsing.cases import Case

CASES = (
    Case(
        "two-line console, indented",
        """\
fail: Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware[1]
      An unhandled exception has occurred while executing the request.
      System.InvalidOperationException: tide store is away
       ---> Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.1.2.3:5432
       ---> System.Net.Sockets.SocketException (111): Connection refused
         at Npgsql.Internal.NpgsqlConnector.Connect(NpgsqlTimeout timeout)
         at Quay.Store.Open() in /src/Quay/Store.cs:line 31
         --- End of inner exception stack trace ---
         at Npgsql.Internal.NpgsqlConnector.Open(Boolean async)
         --- End of inner exception stack trace ---
         at Quay.Tides.TideController.Get(String berth) in /src/Quay/TideController.cs:line 12
         at Microsoft.AspNetCore.Routing.EndpointMiddleware.<Invoke>g__AwaitRequestTask|7_0(Endpoint endpoint, Task requestTask, ILogger logger)
""",
        ("System.InvalidOperationException", "Npgsql.NpgsqlException", "System.Net.Sockets.SocketException"),
        "Connection refused",
        "Quay.Store.Open",
    ),
    Case(
        "Serilog",
        """\
[17:46:45 ERR] HTTP GET /tides responded 500 in 12.3456 ms
System.InvalidOperationException: tide store is away
 ---> System.Net.Http.HttpRequestException: Connection refused (tides:8090)
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at System.Net.Sockets.Socket.AwaitableSocketAsyncEventArgs.ThrowException(SocketError error, CancellationToken cancellationToken)
   at Quay.Low.Open() in /src/Quay/Low.cs:line 3
   --- End of inner exception stack trace ---
   at System.Net.Http.HttpConnectionPool.ConnectToTcpHostAsync(String host, Int32 port, HttpRequestMessage initialRequest)
   --- End of inner exception stack trace ---
   at Quay.Tides.Get() in /src/Quay/Tides.cs:line 12
--- End of stack trace from previous location ---
   at Quay.Api.Run() in /src/Quay/Api.cs:line 40
""",
        (
            "System.InvalidOperationException",
            "System.Net.Http.HttpRequestException",
            "System.Net.Sockets.SocketException",
        ),
        "Connection refused",
        "Quay.Low.Open",
    ),
    Case(
        "NLog",
        """\
2026-11-22 17:46:45.8441|ERROR|Quay.Tides|could not read tides|System.InvalidOperationException: away ---> System.TimeoutException: no answer in 30 s
   at Quay.Low.Ask() in /src/Quay/Low.cs:line 3
   --- End of inner exception stack trace ---
   at Quay.Tides.Get() in /src/Quay/Tides.cs:line 12
""",
        ("System.InvalidOperationException", "System.TimeoutException"),
        "no answer in 30 s",
        "Quay.Low.Ask",
    ),
    Case(
        "several inner exceptions",
        """\
Unhandled exception. System.AggregateException: One or more errors occurred. (no tide) (no berth)
 ---> System.IO.FileNotFoundException: no tide
   at Quay.Program.Tide() in /src/Quay/Program.cs:line 5
   --- End of inner exception stack trace ---
   at System.Threading.Tasks.Task.WaitAllCore(Task[] tasks)
   at Quay.Program.Main(String[] args) in /src/Quay/Program.cs:line 9
 ---> (Inner Exception #1) System.ArgumentException: no berth
   at Quay.Program.Berth() in /src/Quay/Program.cs:line 7<---

""",
        ("System.AggregateException", "System.ArgumentException", "System.IO.FileNotFoundException"),
        "no tide",
        "Quay.Program.Tide",
    ),
    Case(
        "SQL Server",
        """\
fail: Microsoft.EntityFrameworkCore.Query[10100]
      An exception occurred while iterating over the results of a query for context type 'Quay.TideContext'.
      Microsoft.Data.SqlClient.SqlException (0x80131904): Invalid object name 'Tides'.
         at Microsoft.Data.SqlClient.SqlConnection.OnError(SqlException exception, Boolean breakConnection, Action`1 wrapCloseInAction)
         at Quay.Tides.All() in /src/Quay/Tides.cs:line 21
      ClientConnectionId:8f2c1a00-0000-0000-0000-000000000000
      Error Number:208,State:1,Class:16
""",
        ("Microsoft.Data.SqlClient.SqlException",),
        "Invalid object name 'Tides'",
        "Quay.Tides.All",
    ),
    Case(
        "message in two lines, paths of Windows",
        """\
2026-11-22 17:46:45 [ERR] (Quay.Jobs) Job failed
System.AggregateException: One or more errors occurred.
second line of it
 ---> System.Threading.Tasks.TaskCanceledException: A task was canceled.
   at Quay.Jobs.Run() in C:\\src\\Quay\\Jobs.cs:line 3
   --- End of inner exception stack trace ---
   at Quay.Jobs.Start()
""",
        ("System.AggregateException", "System.Threading.Tasks.TaskCanceledException"),
        "A task was canceled.",
        "Quay.Jobs.Run",
    ),
)
