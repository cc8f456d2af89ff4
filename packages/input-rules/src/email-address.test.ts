import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiEmailAddress, parseEmailAddress } from './email-address.ts';

describe('an e-mail address', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['  Ada.Berg+shop@Example.COM ', 'ada.berg+shop@example.com'],
    ["o'brien/post=x{y}@example.co.uk", "o'brien/post=x{y}@example.co.uk"],
    ['müller@example.de', 'müller@example.de'],
    ['Mu\u0308ller@example.de', 'müller@example.de'],
    ['δοκιμή@παράδειγμα.δοκιμή', 'δοκιμή@xn--hxajbheg2az3al.xn--jxalpdlp'],
    ['用户@例子。广告', '用户@xn--fsqu00a.xn--4rr70v'],
    ['उदाहरण@परीक्षा.भारत', 'उदाहरण@xn--11b5bs3a9aj6g.xn--h2brj9c'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ada@straße.example', 'ada@xn--strae-oqa.example'],
    ['1@2.example', '1@2.example'],
  ])('such as %j is taken, in one form whatever the way it was typed', (typed, form) => {
    expect(parseEmailAddress(typed)).toBe(form);
  });

  it.each([
    ['', 'nothing'],
    ['ada', 'no domain'],
    ['@example.com', 'no mailbox'],
    ['ada@', 'nothing behind the sign'],
    ['ada@localhost', 'a domain of one label'],
    ['ada@example.com.', 'a dot at the end'],
    ['ada@.example.com', 'an empty label'],
    ['ada@exa..mple.com', 'an empty label within'],
    ['ada@-example.com', 'a label that begins with a hyphen'],
    ['ada@192.168.0.1', 'an IP address'],
    ['ada@1.2', 'what a URL reads as an IP address'],
    ['ada@[192.168.0.1]', 'an address literal'],
    ['ada@exa%6dple.com', 'what a URL decodes'],
    ['ada@example.com:25', 'a port'],
    ['ada@example.com/x', 'a path'],
    ['.ada@example.com', 'a dot first'],
    ['ada.@example.com', 'a dot last'],
    ['a..da@example.com', 'two dots'],
    ['a b@example.com', 'a space'],
    ['"a b"@example.com', 'quotes'],
    ['a@b@example.com', 'two signs'],
    ['ada,eve@example.com', 'a list'],
    ['Ada <ada@example.com>', 'a name'],
    ['ada@example.com\r\nBcc: eve@example.com', 'a header line more'],
    ['ada\u0000@example.com', 'NUL'],
    ['a\u200bda@example.com', 'a space of no width'],
    ['a\u202eda@example.com', 'a turn of direction'],
    ['ada\ud800@example.com', 'half a surrogate pair'],
    ['ada@exam\u00adple.com', 'a soft hyphen'],
    ['a\uff0cb@example.com', 'a comma of full width, which some programs take for one'],
    ['a\uff20b@example.com', 'a sign of full width'],
    [`${'a'.repeat(65)}@example.com`, 'a mailbox longer than 64 octets'],
    [`${'ü'.repeat(33)}@example.com`, 'a mailbox longer than 64 octets in UTF-8'],
    [`a@${'b'.repeat(64)}.example`, 'a label longer than 63'],
    [`a@${'b.'.repeat(125)}example`, 'more than 254 octets'],
  ])('%j is none: it has %s', (text) => {
    expect(parseEmailAddress(text)).toBeNull();
  });

  it('has a form that is its own, and never anything a mail program could read otherwise', () => {
    const character = fc.oneof(
      fc.constantFrom(
        'a',
        'Ü',
        '\u0130',
        'ß',
        '.',
        '-',
        '@',
        '"',
        ',',
        '<',
        '\n',
        '\u200d',
        '\uff0e',
        'ﬁ',
        '例',
        '%',
        ':',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const text = fc.oneof(
      fc.emailAddress(),
      fc.array(character, { maxLength: 20 }).map((all) => `${all.join('')}@a${all.join('')}.de`),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const form = parseEmailAddress(typed);
        if (form === null) return;
        expect(parseEmailAddress(form)).toBe(form);
        expect(form).toMatch(/^[^\p{C}\p{Z}"(),:;<>@[\\\]]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/u);
        expect(form.normalize('NFKC').split('@')).toHaveLength(2);
      }),
      { numRuns: 500 },
    );
  });

  it('takes every address of plain letters that a browser takes in a field for e-mail', () => {
    // https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address, of which ours leaves out stray dots.
    fc.assert(
      fc.property(fc.emailAddress({ size: 'small' }), (typed) => {
        expect(parseEmailAddress(typed)).not.toBeNull();
      }),
    );
  });
});

describe('an e-mail address for programs of ASCII', () => {
  it.each([
    ['Ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['müller@example.de', null],
    ['ada', null],
  ])('is %j as %j', (typed, form) => {
    expect(asciiEmailAddress(typed)).toBe(form);
  });
});
