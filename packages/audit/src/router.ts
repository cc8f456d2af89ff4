import { adminProcedure, router } from '@flashstudio/rpc';
import { z } from 'zod';
import type { Audit } from './audit.ts';
import { auditFilter } from './filter-schema.ts';

const read = adminProcedure('audit:read');

/** What the admin shows of the audit. */
export function createAuditRouter(audit: Audit) {
  return router({
    list: read
      .input(
        auditFilter.extend({
          cursor: z.string().max(30).optional(),
          limit: z.number().int().min(1).max(100).default(50),
          direction: z.enum(['forward', 'backward']).optional(),
        }),
      )
      .query(({ input: { direction: _, ...input } }) => audit.list(input)),

    get: read.input(z.strictObject({ seq: z.string().regex(/^\d{1,18}$/) })).query(({ input }) => audit.get(input.seq)),

    facets: read.query(() => audit.facets()),
  });
}
