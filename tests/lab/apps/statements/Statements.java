package coop.alder.statements;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Yearly statements of a credit union; java.util.logging as it comes, two lines a record. */
public final class Statements {
    private static final Logger LOG = Logger.getLogger(Statements.class.getName());
    private static final List<StatementLine[]> RENDERED = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(8085), 0);
        server.createContext("/health", exchange -> answer(exchange, 200, "UP"));
        server.createContext("/members", Statements::member);
        server.createContext("/statements", Statements::statement);
        server.setExecutor(Executors.newFixedThreadPool(3));
        server.start();
        LOG.info("Statements " + System.getenv("APP_RELEASE") + " listening on 8085");
    }

    private static void member(HttpExchange exchange) throws IOException {
        LOG.info("Member page " + exchange.getRequestURI().getPath() + " shown");
        answer(exchange, 200, "{}");
    }

    private static void statement(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try {
            LOG.info("Rendering " + path);
            StatementLine[] lines = StatementLine.ofYear(60_000);
            RENDERED.add(lines);
            answer(exchange, 200, "{\"lines\":" + lines.length + "}");
        } catch (Throwable failure) {
            LOG.log(Level.SEVERE, "Could not render " + path, failure);
            answer(exchange, 500, "{}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
