import { describe, expect, it } from 'vitest';
import { compileRules } from './rules.ts';
import { cssName, variablesOf } from './themes.ts';

/** Relative luminance and contrast: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((one) =>
    one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4,
  );
  return red * 0.2126 + green * 0.7152 + blue * 0.0722;
}
function contrast(one: string | undefined, other: string | undefined): number {
  const [dark = 0, light = 0] = [luminance(one ?? ''), luminance(other ?? '')].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('themes', () => {
  it.each(
    ['stripe', 'night', 'flat'].flatMap((theme) =>
      ['colorText', 'colorTextSecondary', 'colorTextPlaceholder', 'colorDanger'].map((name) => [theme, name] as const),
    ),
  )('%s can be read in its %s', (theme, name) => {
    const values = variablesOf(theme);
    expect(contrast(values[name], values.colorBackground)).toBeGreaterThanOrEqual(4.5);
  });

  it('takes the page at its word and an unknown theme for the default', () => {
    expect(variablesOf('night', { colorPrimary: '#123456' })).toMatchObject({
      colorPrimary: '#123456',
      colorBackground: '#30313d',
    });
    expect(variablesOf('baroque')).toEqual(variablesOf('stripe'));
    expect(variablesOf('stripe', { spacingGridRow: '9px' }).gridRowSpacing).toBe('9px');
    expect(cssName('fontSizeBase')).toBe('--font-size-base');
  });

  it.each(['red; background: url(https://spy.test)', 'URL (https://spy.test)', '}</style><script>', 'a\\3b b'])(
    'leaves out %s',
    (value) => expect(variablesOf('stripe', { colorText: value }).colorText).toBe('#30313d'),
  );
});

describe('rules', () => {
  it('dress public parts in their states', () => {
    const { rules, refused } = compileRules({
      '.Input': { backgroundColor: '#fff', WebkitTextFillColor: 'red' },
      '.Input--invalid:focus': { boxShadow: '0 0 0 2px red' },
      '.Tab--selected, .Label::placeholder': { color: 'blue' },
    });
    expect(refused).toEqual([]);
    expect(rules.map(({ selector }) => selector)).toEqual([
      'form .Input',
      'form .Input.Input--invalid:focus',
      'form .Tab.Tab--selected, form .Label::placeholder',
    ]);
    expect(rules[0]?.declarations).toEqual([
      ['background-color', '#fff'],
      ['-webkit-text-fill-color', 'red'],
    ]);
  });

  it.each([
    ['body', { color: 'red' }],
    ['.Input .Label', { color: 'red' }],
    ['.Input[value^="4"]', { color: 'red' }],
    ['.Input:has(.Label)', { color: 'red' }],
    ['.Secret', { color: 'red' }],
    ['.Input--unknown', { color: 'red' }],
  ])('refuse the selector %s', (selector, body) => {
    expect(compileRules({ [selector]: body })).toEqual({ rules: [], refused: [selector] });
  });

  it.each([
    ['position', 'fixed'],
    ['backgroundImage', 'none'],
    ['backgroundColor', 'url(https://spy.test)'],
    ['content', '"x"'],
    ['color', 'red;} body {display:none'],
  ])('refuse %s: %s', (property, value) => {
    expect(compileRules({ '.Input': { [property]: value } })).toMatchObject({
      rules: [{ declarations: [] }],
      refused: [`.Input ${property}`],
    });
  });
});
