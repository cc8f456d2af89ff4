import { describe, expect, it } from 'vitest';
import { parseOrigin } from './origin.ts';

describe('an origin', () => {
  it.each([
    ['https://shop.example.com', 'https://shop.example.com'],
    ['https://shop.example.com/', 'https://shop.example.com'],
    ['HTTPS://Shop.Example.com:443', 'https://shop.example.com'],
    ['http://localhost:4000', 'http://localhost:4000'],
    ['http://127.0.0.1:80', 'http://127.0.0.1'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ])('%s is kept as browsers send it, as %s', (text, origin) => {
    expect(parseOrigin(text)).toBe(origin);
  });

  it.each([
    '',
    'shop.example.com',
    'https://',
    'https://shop.example.com/checkout',
    'https://shop.example.com/?',
    'https://shop.example.com/#',
    'https://user@shop.example.com',
    'https://*.example.com',
    '*',
    'null',
    'javascript:alert(1)',
    'file:///etc/passwd',
    "https://shop.example.com;script-src-'none'",
    'https://a;b.example.com',
  ])('is not "%s"', (text) => {
    expect(parseOrigin(text)).toBeNull();
  });
});
