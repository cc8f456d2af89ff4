import { expect, it } from 'vitest';
import { MAIL_EXAMPLES } from '../src/testing/index.ts';

it.each(MAIL_EXAMPLES)('the example "$template, $about" can be looked at as HTML and as text', async ({ render }) => {
  const { subject, html, text } = await render();
  expect(subject).not.toBe('');
  expect(html).toMatch(/^<!DOCTYPE html/);
  expect(text.trim()).not.toBe('');
  expect(text).not.toContain('<');
});
