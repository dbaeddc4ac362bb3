'use strict';
// Invoice exports of an energy supplier: Express, winston JSON; the export keeps every row in memory.
const express = require('express');
const { createLogger, format, transports } = require('winston');

const log = createLogger({
  defaultMeta: { service: 'invoices' },
  format: format.combine(format.timestamp(), format.errors({ stack: true }), format.json()),
  transports: [new transports.Console()],
});
const app = express();
app.use((req, res, next) => {
  const started = Date.now();
  res.on('finish', () => {
    log.info('request', { method: req.method, path: req.path, status: res.statusCode, ms: Date.now() - started });
  });
  next();
});

app.get('/status', (req, res) => res.json({ ok: true }));
app.get('/invoices/:id', (req, res) => res.json({ id: req.params.id, total: '84.20' }));

const exported = [];
function exportRows(year, done) {
  log.info('export started', { year, heapMb: Math.round(process.memoryUsage().heapUsed / 1048576) });
  const step = (month) => {
    if (month > 12) return done(exported.length);
    for (let row = 0; row < 12000; row++) {
      exported.push({ year, month, row, meter: `DE-${year}-${month}-${row}`, lines: [row, row + 1, row + 2] });
    }
    setTimeout(step, 120, month + 1);
  };
  step(1);
}

app.post('/exports/:year', (req, res) => exportRows(Number(req.params.year), (rows) => res.status(201).json({ rows })));
const server = app.listen(3000, () => log.info('listening', { port: 3000, release: process.env.APP_RELEASE }));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
