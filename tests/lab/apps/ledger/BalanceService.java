package com.kestrelpay.ledger;

import java.math.BigDecimal;

final class BalanceService {
    private final BalanceStore store;

    BalanceService(BalanceStore store) {
        this.store = store;
    }

    BigDecimal balanceOf(String account) {
        try {
            return store.find(account);
        } catch (StoreException failure) {
            throw new LedgerException("Balance of account " + account + " is unavailable", failure);
        }
    }
}
