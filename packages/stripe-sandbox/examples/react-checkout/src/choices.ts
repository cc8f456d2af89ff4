import { z } from 'zod';

/** What a visitor may try, by the page's query; the first choice of each is the default, and in the dark the night theme. */
export const CHOICES = {
  flow: ['payment', 'deferred', 'setup'],
  customer: ['new', 'returning'],
  theme: ['stripe', 'night', 'flat', 'brand'],
  labels: ['above', 'floating'],
  layout: ['tabs', 'accordion'],
  address: ['none', 'shipping', 'billing'],
  redirect: ['if_required', 'always'],
  bank: ['modal', 'page'],
  element: ['payment', 'card'],
  locale: ['auto', 'en', 'de', 'fr', 'es'],
} as const;

const choices = z.object({
  flow: z.enum(CHOICES.flow).catch('payment'),
  customer: z.enum(CHOICES.customer).catch('new'),
  theme: z.enum(CHOICES.theme).optional().catch(undefined),
  labels: z.enum(CHOICES.labels).catch('above'),
  layout: z.enum(CHOICES.layout).catch('tabs'),
  address: z.enum(CHOICES.address).catch('none'),
  redirect: z.enum(CHOICES.redirect).catch('if_required'),
  bank: z.enum(CHOICES.bank).catch('modal'),
  element: z.enum(CHOICES.element).catch('payment'),
  locale: z.enum(CHOICES.locale).catch('auto'),
});

export type Choices = z.output<typeof choices> & { readonly theme: (typeof CHOICES.theme)[number] };

/** Reads the choices of a query; what is not a choice is the default. */
export function choicesOf(search: string, dark: boolean): Choices {
  const { theme, ...chosen } = choices.parse(Object.fromEntries(new URLSearchParams(search)));
  return { ...chosen, theme: theme ?? (dark ? 'night' : 'stripe') };
}
