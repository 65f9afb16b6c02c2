import { describe, expect, it } from 'vitest';
import { type Asked, refusalOf } from '../../console/server/guard.ts';

const PORT = 4580;
const HOST = '127.0.0.1:4580';
const look: Asked = { method: 'GET', host: HOST, origin: undefined, site: undefined, contentType: undefined };
const change: Asked = { ...look, method: 'POST', origin: `http://${HOST}`, contentType: 'application/json' };

describe('the guard of the console', () => {
  it.each<[string, Asked]>([
    ['a look', look],
    ['a look by another name of this machine', { ...look, host: 'localhost:4580' }],
    ['a look at its IPv6 address', { ...look, host: '[::1]:4580' }],
    ['a look of its own page', { ...look, site: 'same-origin' }],
    ['an address that was typed in', { ...look, site: 'none' }],
    ['a change by its own page', { ...change, site: 'same-origin' }],
    ['a change that names a charset', { ...change, contentType: 'application/json; charset=utf-8' }],
    ['a change by its page under another name', { ...change, host: 'localhost:4580', origin: 'http://localhost:4580' }],
  ])('lets pass %s', (_what, asked) => {
    expect(refusalOf(asked, PORT)).toBeUndefined();
  });

  it.each<[string, Asked, number]>([
    ['a name that was pointed at this machine', { ...look, host: 'rebound.example:4580' }, 421],
    ['a name that begins like its own', { ...look, host: '127.0.0.1:4580.example' }, 421],
    ['another port', { ...look, host: '127.0.0.1:80' }, 421],
    ['no host at all', { ...look, host: undefined }, 421],
    ['a look on behalf of another site', { ...look, site: 'cross-site' }, 403],
    ['a look on behalf of another port', { ...look, site: 'same-site' }, 403],
    ['a change by another page', { ...change, origin: 'http://evil.example' }, 403],
    ['a change by a page of another port', { ...change, origin: 'http://127.0.0.1:3000' }, 403],
    ['a change by a page that hides its origin', { ...change, origin: 'null' }, 403],
    ['a change of unknown origin', { ...change, origin: undefined }, 403],
    ['a form', { ...change, contentType: 'text/plain' }, 415],
    ['a change without a type', { ...change, contentType: undefined }, 415],
    ['another method', { ...change, method: 'DELETE' }, 405],
  ])('refuses %s', (_what, asked, status) => {
    expect(refusalOf(asked, PORT)?.status).toBe(status);
  });
});
