'use strict';
// Checkout of a flower shop: signs receipts; Express and morgan, plain text logs.
const crypto = require('crypto');
const express = require('express');
const morgan = require('morgan');

console.log(`checkout ${process.env.APP_RELEASE} starting, node ${process.version}`);
const settings = require('./settings');

const app = express();
app.use(morgan('combined'));
app.use(express.json());
app.get('/alive', (req, res) => res.json({ alive: true }));
app.get('/cart', (req, res) => res.json({ items: [], currency: settings.currency }));
app.post('/receipts', (req, res) => {
  const mac = crypto.createHmac('sha256', settings.signingKey).update(JSON.stringify(req.body)).digest('hex');
  console.log(`receipt signed for order ${req.body.order}`);
  res.status(201).json({ mac });
});
const server = app.listen(settings.port, () => console.log(`checkout listening on ${settings.port}`));
process.on('SIGTERM', () => {
  console.log('SIGTERM received: draining connections');
  server.close(() => { console.log('all connections closed, exiting'); process.exit(0); });
});
