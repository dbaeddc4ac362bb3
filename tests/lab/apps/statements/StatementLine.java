package coop.alder.statements;

record StatementLine(int day, String text, long cents) {
    static StatementLine[] ofYear(int count) {
        StatementLine[] lines = new StatementLine[count];
        for (int at = 0; at < count; at++) {
            lines[at] = new StatementLine(at % 365, "entry " + at, at * 17L);
        }
        return lines;
    }
}
