/** What the widget lies on in dark mode. */
const DARK_CARD = '#191a17';

/** White text on the accent, and the accent on a white page, must be readable: WCAG 2.2, 1.4.3, level AA. */
const READABLE = 4.5;

/** In dark mode the accent also carries dark text: level AAA leaves room for both. */
const READABLE_AT_NIGHT = 7;

/** Reads a colour as `#rrggbb` in lower case; null when it is none, or too light for white text on it. */
export function parseAccentColor(text: string): string | null {
  const color = text.toLowerCase();
  return /^#[0-9a-f]{6}$/.test(color) && contrast(color, '#ffffff') >= READABLE ? color : null;
}

/** The same hue for dark mode, as much lighter as makes it readable there. Takes and gives `#rrggbb`. */
export function accentAtNight(color: string): string {
  for (let percent = Math.ceil(lightness(color) * 100); percent < 100; percent += 1) {
    const lighter = atLightness(color, percent / 100);
    if (contrast(lighter, DARK_CARD) >= READABLE_AT_NIGHT) return lighter;
  }
  return '#ffffff';
}

/** From 1 (the same) to 21 (black on white): https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Another lightness of HSL under the same hue and saturation: every channel keeps its place between the outer two. */
function atLightness(color: string, wanted: number): string {
  const middle = lightness(color);
  const stretch = room(wanted) / (room(middle) || 1);
  const moved = channels(color).map((channel) => Math.round((wanted + (channel / 255 - middle) * stretch) * 255));
  return `#${moved.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** How far apart channels can be at a lightness: not at all in black and white, fully in the middle. */
function room(lightness: number): number {
  return 1 - Math.abs(2 * lightness - 1);
}

/** As in HSL: 0 is black, 1 is white. */
function lightness(color: string): number {
  return (Math.max(...channels(color)) + Math.min(...channels(color))) / (2 * 255);
}

/** Red, green and blue, 0 to 255 each. */
function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
