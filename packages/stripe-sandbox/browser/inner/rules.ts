import { isSafeValue } from './themes.ts';

/** Parts of the form a page may dress: https://docs.stripe.com/elements/appearance-api?platform=web#rules */
const PARTS = [
  'AccordionItem',
  'Block',
  'Checkbox',
  'CheckboxInput',
  'CheckboxLabel',
  'Error',
  'Input',
  'Label',
  'PickerItem',
  'Tab',
  'TabLabel',
  'TermsText',
];
const STATES = ['checked', 'empty', 'floating', 'focused', 'invalid', 'resting', 'selected'];
const PSEUDO = [
  ':hover',
  ':focus',
  ':active',
  ':disabled',
  ':focus-visible',
  ':autofill',
  ':-webkit-autofill',
  '::placeholder',
  '::selection',
];
const SIDES = ['Top', 'Right', 'Bottom', 'Left'];
const PROPERTIES = new Set([
  'backgroundColor',
  'border',
  'borderColor',
  'borderRadius',
  'borderStyle',
  'borderWidth',
  ...SIDES.flatMap((side) => [`border${side}`, `border${side}Color`, `border${side}Style`, `border${side}Width`]),
  'borderTopLeftRadius',
  'borderTopRightRadius',
  'borderBottomLeftRadius',
  'borderBottomRightRadius',
  'boxShadow',
  'caretColor',
  'color',
  'fill',
  'fontFamily',
  'fontSize',
  'fontStyle',
  'fontVariant',
  'fontWeight',
  'letterSpacing',
  'lineHeight',
  'margin',
  ...SIDES.map((side) => `margin${side}`),
  'opacity',
  'outline',
  'outlineColor',
  'outlineOffset',
  'outlineStyle',
  'outlineWidth',
  'padding',
  ...SIDES.map((side) => `padding${side}`),
  'textDecoration',
  'textShadow',
  'textTransform',
  'transition',
  'WebkitTextFillColor',
]);

const SELECTOR = new RegExp(
  `^\\.(?:${PARTS.join('|')})(?:--(?:${STATES.join('|')}))*(?:${PSEUDO.map((one) => one.replace(/-/g, '\\-')).join('|')})*$`,
);

export interface StyleRule {
  readonly selector: string;
  readonly declarations: readonly (readonly [property: string, value: string])[];
}

/**
 * The rules of an appearance that are allowed: public classes and their states, properties that dress and do not move
 * or fetch. What is not allowed is named in `refused` and left out, as Stripe.js leaves it out with a warning.
 */
export function compileRules(rules: Readonly<Record<string, unknown>> = {}): {
  readonly rules: readonly StyleRule[];
  readonly refused: readonly string[];
} {
  const refused: string[] = [];
  const compiled: StyleRule[] = [];
  for (const [written, body] of Object.entries(rules)) {
    const selectors = written.split(',').map((one) => one.trim());
    if (!selectors.every((one) => SELECTOR.test(one)) || typeof body !== 'object' || body === null) {
      refused.push(written);
      continue;
    }
    const declarations: [string, string][] = [];
    for (const [property, value] of Object.entries(body)) {
      if (PROPERTIES.has(property) && isSafeValue(value)) declarations.push([kebab(property), value]);
      else refused.push(`${written} ${property}`);
    }
    compiled.push({ selector: selectors.map(inDocument).join(', '), declarations });
  }
  return { rules: compiled, refused };
}

/** A state is a class beside the part's own (`.Input--invalid`); the sheet's own styles weigh less than two classes. */
function inDocument(selector: string): string {
  const [, part = '', states = '', pseudo = ''] = /^\.([A-Za-z]+)((?:--[a-z]+)*)(.*)$/.exec(selector) ?? [];
  const classes = [...states.matchAll(/--([a-z]+)/g)].map(([, state]) => `.${part}--${state}`).join('');
  return `form .${part}${classes}${pseudo}`;
}

function kebab(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
