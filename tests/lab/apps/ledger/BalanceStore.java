package com.kestrelpay.ledger;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

final class BalanceStore {
    private static final String QUERY = "SELECT balance FROM balances WHERE account = ?";

    BigDecimal find(String account) {
        try (Connection connection = connect(); PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, account);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getBigDecimal(1) : BigDecimal.ZERO;
            }
        } catch (SQLException failure) {
            throw new StoreException("Could not read balances", failure);
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                System.getenv("JDBC_URL"), System.getenv("DB_USER"), System.getenv("DB_PASSWORD"));
    }
}
