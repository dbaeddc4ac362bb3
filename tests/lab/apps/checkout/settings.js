'use strict';

function required(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`Missing required environment variable ${name}`);
  }
  return value;
}

module.exports = {
  port: Number(process.env.PORT || 8080),
  release: process.env.APP_RELEASE,
  currency: required('CHECKOUT_CURRENCY'),
  signingKey: required('RECEIPT_SIGNING_KEY'),
};
