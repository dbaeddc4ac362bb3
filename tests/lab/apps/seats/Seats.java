package theatre.seats;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seat reservations of a theatre in a MariaDB. */
public final class Seats {
    private static final Logger log = LoggerFactory.getLogger("seats.http");
    private static HikariDataSource pool;

    public static void main(String[] args) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setPoolName("seats");
        config.setJdbcUrl(System.getenv("JDBC_URL"));
        config.setUsername(System.getenv("DB_USER"));
        config.setPassword(System.getenv("DB_PASSWORD"));
        config.setMaximumPoolSize(4);
        pool = new HikariDataSource(config);
        HttpServer server = HttpServer.create(new InetSocketAddress(8086), 0);
        server.createContext("/healthz", exchange -> answer(exchange, 200));
        server.createContext("/shows", Seats::reserve);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
        log.info("release {} listening on 8086", System.getenv("APP_RELEASE"));
    }

    private static void reserve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        int show = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
        long started = System.nanoTime();
        int status = 204;
        try (Connection connection = pool.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE shows SET reserved = reserved + 1 WHERE id = ?")) {
            update.setInt(1, show);
            update.executeUpdate();
        } catch (SQLException failure) {
            status = 503;
            log.error("reservation for show {} failed", show, new ReservationException(show, failure));
        }
        log.info("{} {} {} {}ms", exchange.getRequestMethod(), path, status, (System.nanoTime() - started) / 1_000_000);
        answer(exchange, status);
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        byte[] bytes = (status == 204 ? "" : "status " + status).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
