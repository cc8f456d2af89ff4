import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accentAtNight, contrast, parseAccentColor } from './accent-color.ts';

const anyColor = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#000000', 21],
    ['#777777', '#ffffff', 4.48],
    ['#ff0000', '#ffffff', 4],
    ['#1f4d3a', '#1f4d3a', 1],
  ])('of %s on %s is as the WCAG says', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
  });
});

describe('an accent colour', () => {
  it.each([
    ['#1f4d3a', '#1f4d3a'],
    ['#1F4D3A', '#1f4d3a'],
    ['#767676', '#767676'],
  ])('%s is taken', (text, color) => {
    expect(parseAccentColor(text)).toBe(color);
  });

  it.each(['#777777', '#ffffff', '#ffd400', 'green', '#1f4', '1f4d3a', '#1f4d3a;', ''])('"%s" is refused', (text) => {
    expect(parseAccentColor(text)).toBeNull();
  });

  it('becomes one that can be read on the dark widget, and under dark text, whatever colour it is', () => {
    fc.assert(
      fc.property(anyColor, (color) => {
        const night = accentAtNight(color);
        expect(night).toMatch(/^#[0-9a-f]{6}$/);
        expect(contrast(night, '#191a17')).toBeGreaterThanOrEqual(7);
        expect(contrast(night, '#10201a')).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it.each([
    ['#1f4d3a', '#4db78b'],
    ['#17527a', '#60ade1'],
    ['#000000', '#a6a6a6'],
  ])('%s keeps its hue in dark mode, as %s', (color, night) => {
    expect(accentAtNight(color)).toBe(night);
  });
});
