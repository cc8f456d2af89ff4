import { z } from 'zod';
import { LONGEST_WAIT_MS } from '../faults/distribution.ts';

const milliseconds = z.number().min(0).max(LONGEST_WAIT_MS);
const spread = z
  .strictObject({ median: milliseconds.positive(), p95: milliseconds })
  .refine(({ median, p95 }) => p95 >= median, 'p95 must not be less than the median');

/** A number alone is a constant. */
const distribution = z.union([
  milliseconds.transform((constant) => ({ constant })),
  z.strictObject({ constant: milliseconds }),
  z.strictObject({
    uniform: z
      .tuple([milliseconds, milliseconds])
      .refine(([least, most]) => least <= most, 'least must not exceed most'),
  }),
  z.strictObject({ normal: spread }),
  z.strictObject({ logNormal: spread }),
]);

export const seed = z.int32();

const odds = {
  times: z.int().min(1).max(1_000_000).optional(),
  probability: z.number().min(0).max(1).optional(),
  every: z.int().min(1).max(1_000_000).optional(),
  after: z.int().min(0).max(1_000_000).optional(),
  seed: seed.optional(),
};

const when = z.enum(['before', 'after']).optional();

const fault = z.union(
  [
    z.enum(['reset_before', 'reset_after']),
    z.strictObject({ timeout: milliseconds, when }),
    z.strictObject({
      status: z.int().min(400).max(599),
      code: z.string().min(1).max(100).optional(),
      message: z.string().min(1).max(1_000).optional(),
      retryAfter: z.int().min(0).max(86_400).optional(),
      when,
    }),
    z.strictObject({
      latency: z
        .strictObject({ before: distribution.optional(), after: distribution.optional() })
        .refine(({ before, after }) => before !== undefined || after !== undefined, 'before or after is needed'),
    }),
  ],
  'expected "reset_before", "reset_after", {"timeout": ms}, {"status": 400 to 599} or {"latency": {"before": …}}',
);

/** Plain text matches anywhere in the path, `/…/` is a regular expression. */
const pathPattern = z
  .string()
  .min(1)
  .max(1_000)
  .transform((text, context) => {
    const expression = /^\/(.+)\/([imsu]*)$/.exec(text);
    try {
      return expression === null
        ? new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        : new RegExp(expression[1] ?? '', expression[2]);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'no regular expression' });
      return z.NEVER;
    }
  });

/** A plan for requests to the API, as JSON. */
export const faultPlanParams = z.strictObject({
  fault,
  method: z.enum(['GET', 'POST', 'DELETE']).optional(),
  path: pathPattern.optional(),
  account: z.string().min(1).optional(),
  ...odds,
});

/** A plan for webhooks, as JSON. */
export const webhookPlanParams = z.strictObject({
  effect: z.union(
    [
      z.literal('drop'),
      z.strictObject({ duplicate: z.int().min(1).max(100) }),
      z.strictObject({ delay: distribution }),
      z.strictObject({
        reorder: z.strictObject({ within: z.int().min(1).max(100), waitMs: milliseconds.optional() }),
      }),
      z.strictObject({ sign: z.enum(['wrong_secret', 'stale_timestamp', 'none']) }),
    ],
    'expected "drop", {"duplicate": copies}, {"delay": …}, {"reorder": {"within": n}} or {"sign": "wrong_secret" | "stale_timestamp" | "none"}',
  ),
  events: z.array(z.string().min(1)).min(1).max(100).optional(),
  endpoint: z.string().min(1).optional(),
  account: z.string().min(1).optional(),
  ...odds,
});
