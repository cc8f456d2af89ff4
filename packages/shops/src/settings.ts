import { MAX_EMAIL_LENGTH, parseEmailAddress } from '@flashstudio/input-rules';
import { parseCurrency } from '@flashstudio/money';
import { isTimeZone } from '@flashstudio/platform';
import { invalidInput } from '@flashstudio/rpc';
import { z } from 'zod';
import { parseAccentColor } from './accent-color.ts';
import { parseOrigin } from './origin.ts';

/**
 * Stripe joins the account's prefix (2 to 10 characters), an asterisk, a space and this to at most 22 characters. The
 * prefix is not ours to know, so the suffix fits the longest.
 */
const MAX_SUFFIX = 10;

/** The form of a shop's settings, as they come from outside. */
export const shopSettings = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** Where customers write for help. */
  supportEmail: z
    .string()
    .trim()
    .max(MAX_EMAIL_LENGTH)
    .refine((text) => parseEmailAddress(text) !== null, 'Use an e-mail address such as help@shop.example.com.')
    .nullable(),
  /** An https URL, or a path on this server such as /checkout/shops/kiln.svg. */
  logoUrl: z.string().max(2000).refine(isLogoUrl, 'Use an https URL, or a path on this server.').nullable(),
  /** `#rrggbb` */
  accentColor: read(
    parseAccentColor,
    'Use a colour such as #1f4d3a, dark enough to read white text on it (a contrast of 4.5 to 1).',
  ),
  /** Latin letters, digits and signs, at least one letter: https://docs.stripe.com/get-started/account/statement-descriptors */
  statementSuffix: z
    .string()
    .trim()
    .min(1)
    .max(MAX_SUFFIX)
    .regex(/^[\x20-\x7e]+$/, 'Use Latin letters, digits and signs.')
    .regex(/^[^<>\\'"*]+$/, 'A statement shows none of < > \\ \' " *.')
    .regex(/[a-z]/i, 'Use at least one letter.')
    .nullable(),
  /** IANA name. */
  timeZone: z.string().refine(isTimeZone, 'Use an IANA time zone such as Europe/Berlin.'),
  /** ISO 4217 code in any case. */
  reportingCurrency: read(
    (text) => parseCurrency(text) ?? null,
    'Use a three-letter ISO 4217 code we know, such as usd.',
  ),
  /** Origins of the sites that may embed the checkout; without any, none may. */
  allowedOrigins: z
    .array(read(parseOrigin, 'Use an origin such as https://shop.example.com, without a path or wildcard.'))
    .max(50)
    .transform((origins) => [...new Set(origins)]),
});

/** What may be set of a shop. */
export type ShopSettings = Readonly<z.input<typeof shopSettings>>;

/** Checks settings and brings them into their stored form. Throws `invalid_input` with what is wrong by its field. */
export function parseSettings(input: ShopSettings): z.output<typeof shopSettings> {
  const parsed = shopSettings.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  return parsed.data;
}

/** A text that `parse` understands, in the form it gives. */
function read<T>(parse: (text: string) => T | null, problem: string) {
  return z.string().transform((text, context) => {
    const parsed = parse(text);
    if (parsed !== null) return parsed;
    context.addIssue(problem);
    return z.NEVER;
  });
}

/** The checkout's policy loads pictures from our own origin and over https only. */
function isLogoUrl(text: string): boolean {
  if (/^\/(?![/\\])/.test(text)) return true;
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}
