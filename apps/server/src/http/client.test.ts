import type { RequestClient } from '@flashstudio/rpc';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createClientReader } from './client.ts';
import type { ServerEnv } from './server-app.ts';
import { parseTrustedProxies } from './trusted-proxies.ts';

interface Asked {
  readonly trusted?: string;
  /** Who connected to us; undefined when the connection is gone. */
  readonly peer: string | undefined;
  readonly forwardedFor?: string;
}

/** Asks a server with these proxies who is asking. */
async function ask({ trusted = '', peer, forwardedFor }: Asked): Promise<RequestClient & { fromProxy: boolean }> {
  const parsed = parseTrustedProxies(trusted);
  if (parsed.kind !== 'ok') throw new Error(`not a list of proxies: ${parsed.entry}`);
  const clients = createClientReader(parsed.trusted);
  const app = new Hono<ServerEnv>();
  app.get('/', (c) => c.json({ ...clients.read(c), fromProxy: clients.isFromTrustedProxy(c) }));
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  const answer = await app.request('/', { headers }, { incoming: { socket: { remoteAddress: peer } } });
  return answer.json();
}

describe('the address of a client', () => {
  it.each<[string, Asked, string]>([
    [
      'is who connected, where no proxy is trusted',
      { peer: '203.0.113.7', forwardedFor: '198.51.100.1' },
      '203.0.113.7',
    ],
    [
      'is who connected, where that is not one of the proxies',
      { trusted: '10.0.0.0/8', peer: '203.0.113.7', forwardedFor: '198.51.100.1' },
      '203.0.113.7',
    ],
    ['is who connected, where the proxy says nothing', { trusted: 'loopback', peer: '127.0.0.1' }, '127.0.0.1'],
    [
      'is whom a trusted proxy speaks for',
      { trusted: '10.0.0.0/8', peer: '10.1.2.3', forwardedFor: '198.51.100.1' },
      '198.51.100.1',
    ],
    [
      'is the first stranger from the right, whatever that one claims',
      { trusted: '10.0.0.0/8', peer: '10.1.2.3', forwardedFor: '1.1.1.1, 198.51.100.1, 10.9.9.9' },
      '198.51.100.1',
    ],
    [
      'is the one in front of as many proxies as there are',
      { trusted: '2', peer: '192.0.2.1', forwardedFor: '1.1.1.1, 198.51.100.1, 192.0.2.2' },
      '198.51.100.1',
    ],
    [
      'is the last that is named, where there are more proxies than names',
      { trusted: '3', peer: '192.0.2.1', forwardedFor: '198.51.100.1' },
      '198.51.100.1',
    ],
    [
      'is the proxy itself, where it names no address',
      { trusted: '1', peer: '10.0.0.1', forwardedFor: 'unknown' },
      '10.0.0.1',
    ],
    ['has no port', { trusted: '1', peer: '10.0.0.1', forwardedFor: '198.51.100.1:4711' }, '198.51.100.1'],
    ['has no port in IPv6', { trusted: '1', peer: '10.0.0.1', forwardedFor: '[2001:db8::1]:4711' }, '2001:db8::1'],
    ['is IPv4, where it comes in IPv6', { peer: '::ffff:203.0.113.7' }, '203.0.113.7'],
    [
      'is IPv4, where the proxy that was met in IPv6 is trusted by its IPv4 range',
      { trusted: '10.0.0.0/8', peer: '::ffff:10.0.0.1', forwardedFor: '::ffff:198.51.100.1' },
      '198.51.100.1',
    ],
    ['is written the short way', { peer: '2001:0DB8:0:0:0:0:0:1' }, '2001:db8::1'],
    ['has no zone', { peer: 'fe80::1%eth0' }, 'fe80::1'],
    ['is unknown, where the connection is gone', { trusted: '1', peer: undefined, forwardedFor: '1.1.1.1' }, 'unknown'],
  ])('%s', async (_, asked, address) => {
    expect(await ask(asked)).toMatchObject({ address });
  });

  it.each([
    ['loopback', ['127.8.8.8', '::1'], ['128.0.0.1', '::2', '10.0.0.1']],
    ['linklocal', ['169.254.1.1', 'fe80::9'], ['169.255.0.1', 'fec0::1']],
    [
      'uniquelocal',
      ['10.0.0.1', '172.31.255.255', '192.168.0.1', 'fd00::1'],
      ['172.32.0.1', '192.169.0.1', '11.0.0.1'],
    ],
    ['loopback, 203.0.113.0/24', ['127.0.0.1', '203.0.113.255'], ['203.0.114.0']],
    ['203.0.113.9', ['203.0.113.9'], ['203.0.113.8']],
    ['2001:db8::/32', ['2001:db8:ffff::1'], ['2001:db9::1']],
  ])('is believed of the proxies %s and of nobody beside them', async (trusted, ours, strangers) => {
    for (const peer of ours) expect(await ask({ trusted, peer })).toMatchObject({ fromProxy: true });
    for (const peer of strangers) expect(await ask({ trusted, peer })).toMatchObject({ fromProxy: false });
  });
});

describe('what limits count by', () => {
  it('is the whole address in IPv4', async () => {
    expect(await ask({ peer: '203.0.113.7' })).toMatchObject({ group: '203.0.113.7' });
  });

  it('is one for all addresses of an IPv6 /64, and another for the next', async () => {
    const group = async (peer: string) => (await ask({ peer })).group;
    expect(await group('2001:db8:1:2::1')).toBe('2001:db8:1:2::');
    expect(await group('2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe('2001:db8:1:2::');
    expect(await group('2001:db8:1:3::1')).toBe('2001:db8:1:3::');
  });
});
