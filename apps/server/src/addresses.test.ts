import { describe, expect, it } from 'vitest';
import { isHost, isLoopback, isOrigin, namesOf, ownOrigin } from './addresses.ts';

describe('the address at which the server calls itself', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:4000'],
    ['0.0.0.0', 'http://127.0.0.1:4000'],
    ['::1', 'http://[::1]:4000'],
    ['::', 'http://[::1]:4000'],
    ['192.168.7.5', 'http://192.168.7.5:4000'],
    ['fd00::5', 'http://[fd00::5]:4000'],
  ])('is one that leads to what listens at %s', (address, origin) => {
    expect(ownOrigin({ address, port: 4000 })).toBe(origin);
  });
});

describe('the names of what listens at an address', () => {
  it.each([
    ['127.0.0.1', ['127.0.0.1', 'localhost']],
    ['localhost', ['127.0.0.1', 'localhost']],
    ['0.0.0.0', ['127.0.0.1', 'localhost']],
    ['::', ['127.0.0.1', 'localhost', '[::1]']],
    ['::1', ['[::1]', 'localhost']],
    ['192.168.7.5', ['192.168.7.5']],
    ['fd00::5', ['[fd00::5]']],
    ['shop.lan', ['shop.lan']],
  ])('are known: %s', (address, names) => expect(namesOf(address)).toEqual(names));
});

describe('a URL', () => {
  it.each(['http://localhost', 'http://shop.localhost', 'http://127.0.0.1', 'http://127.8.9.10', 'http://[::1]:80'])(
    'of the machine itself is known: %s',
    (url) => expect(isLoopback(new URL(url))).toBe(true),
  );

  it.each(['http://localhost.example.com', 'http://127.0.0.1.example.com', 'http://10.0.0.1', 'http://[::2]'])(
    'of another machine is known: %s',
    (url) => expect(isLoopback(new URL(url))).toBe(false),
  );

  it.each(['https://a.example', 'https://a.example/', 'http://a.example:81'])(
    'without a path is an origin: %s',
    (url) => expect(isOrigin(url)).toBe(true),
  );

  it.each([
    'a.example',
    'https://a.example/b',
    'https://a.example/?b',
    'https://b@a.example',
    'ftp://a.example',
    'data:,a',
  ])('with more, or of something else, is none: %s', (url) => expect(isOrigin(url)).toBe(false));
});

describe('a host', () => {
  it.each(['127.0.0.1', '::1', 'fe80::1', 'shop.lan', 'localhost'])('may be %s', (host) =>
    expect(isHost(host)).toBe(true),
  );

  it.each(['fe80::1%eth0', '999.1.1.1', ':::', 'a b', 'a/b', 'a@b', '[::1]'])('may not be %s', (host) =>
    expect(isHost(host)).toBe(false),
  );
});
