'use strict';
// Berth bookings of a harbour: Express, pino, PostgreSQL.
const express = require('express');
const { Pool } = require('pg');
const pino = require('pino');
const pinoHttp = require('pino-http');

const log = pino({ name: 'bookings', base: { release: process.env.APP_RELEASE } });
const pool = new Pool({ max: 4, connectionTimeoutMillis: 3000 });
pool.on('error', (err) => log.error({ err }, 'idle database client failed'));

const app = express();
app.use(express.json());
app.get('/ping', (req, res) => res.send('pong'));
app.use(pinoHttp({ logger: log }));

app.get('/berths', async (req, res, next) => {
  try {
    const result = await pool.query('SELECT id, pier, length_m FROM berths ORDER BY id');
    res.json(result.rows);
  } catch (err) {
    next(new Error('could not list berths', { cause: err }));
  }
});

app.post('/berths/:id/bookings', async (req, res, next) => {
  try {
    const values = [req.params.id, req.body.vessel];
    const result = await pool.query('INSERT INTO bookings (berth_id, vessel) VALUES ($1, $2) RETURNING id', values);
    req.log.info({ booking: result.rows[0].id }, 'booking made');
    res.status(201).json(result.rows[0]);
  } catch (err) {
    next(err);
  }
});

app.use((err, req, res, next) => {
  req.log.error({ err }, 'request failed');
  res.status(500).json({ error: 'internal' });
});

const server = app.listen(3000, () => log.info({ port: 3000 }, 'listening'));
process.on('SIGTERM', () => {
  log.info('SIGTERM received, closing the server');
  server.close(() => pool.end().then(() => { log.info('closed'); process.exit(0); }));
});
