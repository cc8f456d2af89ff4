import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameIn } from './addresses.ts';
import { adminAddressFor, findSites } from './sites.ts';

const embedded = (address: string) => ({
  web: { address, port: 4000 },
  admin: { address: adminAddressFor(address), port: 4002 },
});
const alone = (address: string) => ({ web: { address, port: 4000 }, admin: undefined });
const nothingSaid = { publicUrl: undefined, adminUrl: undefined };

describe('the two hosts of an embedded server', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:4000'],
    ['localhost', 'http://127.0.0.1:4000'],
    ['0.0.0.0', 'http://127.0.0.1:4000'],
    ['::', 'http://127.0.0.1:4000'],
    ['::1', 'http://[::1]:4000'],
    ['192.168.7.5', 'http://192.168.7.5:4000'],
    ['shop.lan', 'http://shop.lan:4000'],
  ])('are localhost and another name, so that they share no cookies, when it listens at %s', (address, url) => {
    const { checkout, admin } = findSites(embedded(address), nothingSaid);
    expect(checkout.url).toBe(url);
    expect(admin).toMatchObject({ url: 'http://localhost:4002', names: ['localhost'] });
  });

  it('answer where they were said to be, and the checkout still to the webhooks of this machine', () => {
    const { checkout, admin } = findSites(embedded('127.0.0.1'), {
      publicUrl: 'https://Tunnel.example.com',
      adminUrl: 'http://admin.shop.localhost:8080',
    });
    expect(checkout).toEqual({
      url: 'https://tunnel.example.com',
      names: ['tunnel.example.com', '127.0.0.1'],
      strays: ['localhost'],
    });
    expect(admin).toEqual({
      url: 'http://admin.shop.localhost:8080',
      names: ['admin.shop.localhost'],
      strays: ['127.0.0.1', 'localhost'],
    });
  });

  it('send on who comes by a name of this machine that is not theirs', () => {
    const { checkout, admin } = findSites(embedded('::'), nothingSaid);
    expect(checkout).toMatchObject({ names: ['127.0.0.1', '[::1]'], strays: ['localhost'] });
    expect(admin.strays).toEqual(['127.0.0.1', '[::1]']);
  });
});

describe('the two hosts at one address', () => {
  const said = { publicUrl: 'https://Pay.example.com:8443', adminUrl: 'https://admin.example.com' };

  it('are told apart by name; by names of the machine the checkout is asked for', () => {
    expect(findSites(alone('0.0.0.0'), said)).toEqual({
      checkout: {
        url: 'https://pay.example.com:8443',
        names: ['pay.example.com', '127.0.0.1', 'localhost'],
        strays: [],
      },
      admin: { url: 'https://admin.example.com', names: ['admin.example.com'], strays: [] },
    });
    expect(
      findSites(alone('127.0.0.1'), { publicUrl: 'http://127.0.0.1:4000', adminUrl: 'http://localhost:4000' }),
    ).toMatchObject({ checkout: { names: ['127.0.0.1'] }, admin: { names: ['localhost'] } });
  });
});

it('no name belongs to both hosts, whatever was said and wherever they listen', () => {
  const address = fc.constantFrom('127.0.0.1', 'localhost', '0.0.0.0', '::', '::1', '192.168.7.5', 'shop.lan');
  const name = fc.constantFrom('localhost', '127.0.0.1', '[::1]', 'shop.lan', 'pay.example.com', 'admin.example.com');
  const origin = fc.record({ name, port: fc.constantFrom(4000, 4002) }).map((at) => `http://${at.name}:${at.port}`);
  const maybe = fc.option(origin, { nil: undefined });
  const urls = fc.record({ publicUrl: maybe, adminUrl: maybe });
  fc.assert(
    fc.property(address, fc.boolean(), urls, (at, one, said) => {
      const { checkout, admin } = findSites(one ? alone(at) : embedded(at), said);
      // The configuration refuses one name for both before anything starts.
      fc.pre(nameIn(checkout.url) !== nameIn(admin.url));
      expect(checkout.names.filter((known) => admin.names.includes(known))).toEqual([]);
      expect(checkout.names).toContain(nameIn(checkout.url));
      expect(admin.names).toEqual([nameIn(admin.url)]);
      for (const { names, strays } of [checkout, admin])
        expect(names.filter((known) => strays.includes(known))).toEqual([]);
    }),
  );
});
