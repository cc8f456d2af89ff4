import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent, readInboxEntry } from './read-event.ts';

const RECEIVED = new Date('2026-03-02T12:00:05Z');

/** A signed body, by what is different from an ordinary event about an intent of ours. */
function body(changes: Record<string, unknown> = {}, object: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'payment_intent.succeeded',
    api_version: '2026-10-28.preview',
    created: 1_772_452_800,
    data: { object: { id: 'pi_1', object: 'payment_intent', metadata: { payment_id: 'pay_06f1' }, ...object } },
    ...changes,
  });
}

const read = (text: string) => readInboxEntry(text, RECEIVED);
const digestOf = (text: string) => `body_${createHash('sha256').update(text).digest('hex')}`;

describe('what the inbox keeps of a signed event', () => {
  it('is its id, type, subject, payment, version and moment, and the body as it came', () => {
    expect(read(body())).toEqual({
      id: 'evt_1',
      type: 'payment_intent.succeeded',
      subject: 'pi_1',
      paymentRef: 'pay_06f1',
      tellsItsPayment: true,
      apiVersion: '2026-10-28.preview',
      body: body(),
      createdAt: new Date('2026-03-02T12:00:00Z'),
      unreadable: null,
    });
  });

  it('about a charge is ordered with the intent of the charge', () => {
    expect(read(body({}, { id: 'ch_1', payment_intent: 'pi_7' })).subject).toBe('pi_7');
    expect(read(body({}, { id: 'ch_1', payment_intent: null })).subject).toBe('ch_1');
    expect(read(body({}, { id: 7, payment_intent: 'not an id' })).subject).toBe('evt_1');
  });

  it.each([
    ['pay_06f1', 'pay_06f1'],
    [`pay_${'z'.repeat(60)}`, `pay_${'z'.repeat(60)}`],
    [`pay_${'z'.repeat(61)}`, null],
    ['pay_', null],
    ['pay_X', null],
    ['a pay_1', null],
    ['pay_1 b', null],
    [7, null],
  ])('with the metadata %j names the payment %s', (reference, payment) => {
    expect(read(body({}, { metadata: { payment_id: reference } })).paymentRef).toBe(payment);
  });

  it.each([[null], ['pay_1'], [['pay_1']], [undefined]])('names no payment where the metadata is %j', (metadata) => {
    expect(read(body({}, { metadata })).paymentRef).toBeNull();
  });

  it.each([
    ['2026-10-28', '2026-10-28'],
    ['A.b_c-9', 'A.b_c-9'],
    ['x'.repeat(60), 'x'.repeat(60)],
    ['x'.repeat(61), null],
    ['', null],
    ['1 2', null],
    [' 1', null],
    ['1 ', null],
    [null, null],
  ])('of the version %j is of version %s', (version, kept) => {
    expect(read(body({ api_version: version })).apiVersion).toBe(kept);
  });

  it.each([0, 1, 253_402_300_799])('dates it by the second Stripe names: %s', (created) => {
    expect(read(body({ created }))).toMatchObject({ createdAt: new Date(created * 1000), unreadable: null });
  });

  it.each([-1, 0.5, 253_402_300_800, '1772452800', null, undefined])(
    'dates it by its arrival where Stripe says %j, and calls that unreadable',
    (created) => {
      expect(read(body({ created }))).toMatchObject({ createdAt: RECEIVED, unreadable: 'The event has no date.' });
    },
  );

  it('has NUL and halves of characters replaced, so that the database can hold it', () => {
    expect(read('"a\0b\uD800c"').body).toBe('"a\uFFFDb\uFFFDc"');
  });
});

describe('a signed body that is no event', () => {
  it.each([
    ['no JSON', 'hello', 'The body is not JSON.'],
    ['nothing', '', 'The body is not JSON.'],
    ['another thing', '[]', 'The body is not a Stripe event.'],
    ['a null', 'null', 'The body is not a Stripe event.'],
    ['a text', '"evt_1"', 'The body is not a Stripe event.'],
  ])('but %s is kept under its digest, with the reason', (_, text, unreadable) => {
    expect(read(text)).toEqual({
      id: digestOf(text),
      type: 'unreadable',
      subject: 'unreadable',
      paymentRef: null,
      tellsItsPayment: false,
      apiVersion: null,
      body: text,
      createdAt: RECEIVED,
      unreadable,
    });
  });

  it.each([
    ['another object', body({ object: 'charge' })],
    ['no object', body({ object: undefined })],
    ['an id of another kind', body({ id: 7 })],
    ['an id with a space', body({ id: 'evt 1' })],
    ['an id with a line after it', body({ id: 'evt_1\n' })],
    ['an id before which something stands', body({ id: ' evt_1' })],
    ['an empty id', body({ id: '' })],
    ['an id too long', body({ id: 'e'.repeat(256) })],
    ['a type with a space', body({ type: 'a b' })],
    ['a type before which something stands', body({ type: ' a' })],
    ['a type after which something stands', body({ type: 'a ' })],
    ['an empty type', body({ type: '' })],
    ['a type too long', body({ type: 'a'.repeat(201) })],
    ['no data', body({ data: null })],
    ['data that is a list', body({ data: [{}] })],
    ['data that is a text', body({ data: 'x' })],
    ['data about nothing', body({ data: {} })],
    ['data about a list', body({ data: { object: [] } })],
    ['data about null', body({ data: { object: null } })],
  ])('but has %s is unreadable, and cannot be read back', (_, text) => {
    expect(read(text).unreadable).toBe('The body is not a Stripe event.');
    expect(() => parseEvent(text)).toThrow('the body is not a Stripe event');
  });

  it('keeps what can be read of it', () => {
    expect(read(body({ object: 'charge' }))).toMatchObject({ id: 'evt_1', subject: 'pi_1', paymentRef: 'pay_06f1' });
    const nameless = body({ id: 'evt 1' });
    expect(read(nameless)).toMatchObject({ id: digestOf(nameless), type: 'payment_intent.succeeded' });
    expect(read(body({ type: 'a b' }))).toMatchObject({ id: 'evt_1', type: 'unreadable' });
  });

  it('is read without an error, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        const entry = read(text);
        expect(entry.unreadable).toMatch(/^The body is not/);
        expect(entry.body.isWellFormed()).toBe(true);
        expect(entry.id).toMatch(/^[\w-]{1,255}$/);
      }),
    );
  });
});

describe('an event that was stored', () => {
  it('is read back as Stripe sent it', () => {
    expect(parseEvent(body())).toEqual(JSON.parse(body()));
    const longest = { id: `evt_${'-'.repeat(251)}`, type: `A.b_9${'x'.repeat(195)}` };
    expect(parseEvent(body(longest))).toMatchObject(longest);
  });

  it('is read back without a date as well, since it was dated by its arrival', () => {
    expect(parseEvent(body({ created: undefined })).id).toBe('evt_1');
  });

  it('cannot be read back when it is no JSON', () => {
    expect(() => parseEvent('hello')).toThrow('the body is not a Stripe event');
  });
});
