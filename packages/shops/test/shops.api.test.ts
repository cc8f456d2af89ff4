import { BY_TEST } from '@flashstudio/rpc/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShopSettings } from '../src/index.ts';
import { testSettings } from '../src/testing/index.ts';
import { createHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const open = (changes: Partial<ShopSettings> = {}) =>
  harness.shops.save({ id: null, ...testSettings, ...changes }, BY_TEST);

describe('a shop', () => {
  it('is found as it was opened, its settings in the form they are compared and shown in', async () => {
    const opened = await open({
      name: '  Kiln & Paper ',
      logoUrl: '/checkout/shops/kiln.svg',
      accentColor: '#1F4D3A',
      statementSuffix: 'KILN PAPER',
      timeZone: 'America/New_York',
      reportingCurrency: 'usd',
      allowedOrigins: ['https://Kiln.example/', 'https://kiln.example', 'http://localhost:3000'],
    });
    expect(await harness.shops.get(opened.id)).toEqual({
      id: opened.id,
      name: 'Kiln & Paper',
      supportEmail: 'help@shop.example.com',
      logoUrl: '/checkout/shops/kiln.svg',
      accentColor: '#1f4d3a',
      statementSuffix: 'KILN PAPER',
      timeZone: 'America/New_York',
      reportingCurrency: 'USD',
      allowedOrigins: ['https://kiln.example', 'http://localhost:3000'],
      createdAt: harness.clock.now(),
      updatedAt: harness.clock.now(),
    });
  });

  it('takes new settings and keeps its id and the day it was opened', async () => {
    const { id, createdAt } = await open();
    harness.clock.advance(60_000);
    const saved = await harness.shops.save({ id, ...testSettings, name: 'Another name', supportEmail: null }, BY_TEST);
    expect(saved).toMatchObject({ id, name: 'Another name', supportEmail: null, createdAt });
    expect(saved.updatedAt).toEqual(harness.clock.now());
    expect(await harness.shops.get(id)).toEqual(saved);
  });

  it('stands in the list of all shops, the oldest first', async () => {
    harness.clock.advance(1);
    const first = await open({ name: 'Before' });
    harness.clock.advance(1);
    const second = await open({ name: 'After' });
    const ids = (await harness.shops.list()).map(({ id }) => id);
    expect(ids.slice(-2)).toEqual([first.id, second.id]);
  });

  it('that does not exist is neither found nor saved', async () => {
    await expect(harness.shops.get('shop_none')).rejects.toMatchObject({ code: 'not_found' });
    await expect(harness.shops.save({ id: 'shop_none', ...testSettings }, BY_TEST)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('the audit', () => {
  it('is told who opened a shop and what they changed of it, and nothing when they changed nothing', async () => {
    harness.audit.entries.length = 0;
    const { id } = await open({ name: 'Kiln' });
    await harness.shops.save({ id, ...testSettings, name: 'Kiln' }, BY_TEST);
    await harness.shops.save({ id, ...testSettings, name: 'Kiln & Paper', allowedOrigins: [] }, BY_TEST);
    expect(harness.audit.entries).toEqual([
      {
        action: 'shop.opened',
        subjectId: id,
        before: null,
        after: { ...testSettings, name: 'Kiln' },
        reason: null,
        origin: BY_TEST,
      },
      {
        action: 'shop.settings_changed',
        subjectId: id,
        before: { ...testSettings, name: 'Kiln' },
        after: { ...testSettings, name: 'Kiln & Paper', allowedOrigins: [] },
        reason: null,
        origin: BY_TEST,
      },
    ]);
  });
});

describe('settings of a shop', () => {
  it.each<[string, Partial<ShopSettings>]>([
    ['name', { name: '   ' }],
    ['supportEmail', { supportEmail: 'nobody' }],
    ['supportEmail', { supportEmail: 'help@shop.example.com, eve@example.com' }],
    ['logoUrl', { logoUrl: 'http://cdn.example.com/logo.png' }],
    ['logoUrl', { logoUrl: '//cdn.example.com/logo.png' }],
    ['logoUrl', { logoUrl: 'javascript:alert(1)' }],
    ['accentColor', { accentColor: '#ffd400' }],
    ['statementSuffix', { statementSuffix: 'KILN PAPER 1' }],
    ['statementSuffix', { statementSuffix: '2026' }],
    ['statementSuffix', { statementSuffix: 'KILN*' }],
    ['statementSuffix', { statementSuffix: 'CAFÉ' }],
    ['timeZone', { timeZone: 'Mars/Base' }],
    ['timeZone', { timeZone: '+02:00' }],
    ['reportingCurrency', { reportingCurrency: 'xxx' }],
    ['allowedOrigins.1', { allowedOrigins: ['https://kiln.example', 'https://kiln.example/shop'] }],
  ])('are refused when %s is %j, and the field is named', async (field, changes) => {
    const before = await harness.shops.list();
    const saved = open(changes);
    await expect(saved).rejects.toMatchObject({ code: 'invalid_input', details: { [field]: expect.any(String) } });
    expect(await harness.shops.list()).toEqual(before);
  });

  it.each<Partial<ShopSettings>>([
    { statementSuffix: null },
    { statementSuffix: 'No. 1 (EU)' },
    { logoUrl: 'https://cdn.example.com/logo.png' },
    { logoUrl: null },
    { supportEmail: 'hilfe-für-kunden@bücher.example' },
    { allowedOrigins: [] },
  ])('may be %j', async (changes) => {
    expect(await open(changes)).toMatchObject(changes);
  });
});
