import type { Appearance } from '../protocol.ts';
import { compileRules } from './rules.ts';
import { cssName, variablesOf } from './themes.ts';

const sheet = new CSSStyleSheet();

/** Dresses the form and tells whether it is a dark one. Rules are set through the CSS object model, never as text. */
export function applyAppearance(root: HTMLElement, appearance: Appearance): 'light' | 'dark' {
  root.removeAttribute('style');
  for (const [name, value] of Object.entries(variablesOf(appearance.theme, appearance.variables))) {
    root.style.setProperty(cssName(name), value);
  }
  root.dataset.theme = appearance.theme ?? 'stripe';
  root.dataset.labels = appearance.labels === 'floating' ? 'floating' : 'above';
  root.dataset.motion = appearance.disableAnimations === true ? 'none' : 'auto';
  dress(appearance);
  const scheme = isDark(root) ? 'dark' : 'light';
  root.style.colorScheme = scheme;
  return scheme;
}

function dress({ rules }: Appearance): void {
  const compiled = compileRules(rules);
  sheet.replaceSync('');
  for (const { selector, declarations } of compiled.rules) {
    const rule = sheet.cssRules[sheet.insertRule(`${selector} {}`, sheet.cssRules.length)];
    if (!(rule instanceof CSSStyleRule)) continue;
    for (const [property, value] of declarations) rule.style.setProperty(property, value);
  }
  document.adoptedStyleSheets = [sheet];
  for (const one of compiled.refused) console.warn(`appearance.rules: ${one} is not supported.`);
}

/** A dark form is one whose fields are darker than middle grey. */
function isDark(root: HTMLElement): boolean {
  const probe = document.createElement('i');
  probe.style.backgroundColor = 'var(--color-background)';
  root.append(probe);
  const channels =
    getComputedStyle(probe)
      .backgroundColor.match(/[\d.]+/g)
      ?.map(Number) ?? [];
  probe.remove();
  const [red = 255, green = 255, blue = 255, alpha = 1] = channels;
  return alpha > 0.5 && red * 0.299 + green * 0.587 + blue * 0.114 < 128;
}
