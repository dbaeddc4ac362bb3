package com.kestrelpay.ledger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Account balances over HTTP. */
public final class Ledger {
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);
    private final BalanceService balances = new BalanceService(new BalanceStore());

    public static void main(String[] args) throws IOException {
        log.info("Starting ledger {} on Java {}", System.getenv("APP_RELEASE"), System.getProperty("java.version"));
        HttpServer server = HttpServer.create(new InetSocketAddress(8081), 0);
        Ledger ledger = new Ledger();
        server.createContext("/actuator/health", exchange -> answer(exchange, 200, "{\"status\":\"UP\"}"));
        server.createContext("/accounts", ledger::accounts);
        server.setExecutor(Executors.newFixedThreadPool(4));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> log.info("Shutting down")));
        server.start();
        log.info("Listening on port 8081");
    }

    private void accounts(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try {
            String account = path.substring(path.lastIndexOf('/') + 1);
            answer(exchange, 200, "{\"balance\":\"" + balances.balanceOf(account) + "\"}");
            log.info("{} {} 200", exchange.getRequestMethod(), path);
        } catch (LedgerException failure) {
            log.error("{} {} failed", exchange.getRequestMethod(), path, failure);
            answer(exchange, 503, "{\"error\":\"unavailable\"}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
