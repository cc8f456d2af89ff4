import { findUnstorable } from '@flashstudio/platform';
import { z } from 'zod';

const isStorable = (value: string) => findUnstorable(value) === null;
const text = (most: number) =>
  z.string().trim().min(1).max(most).refine(isStorable, 'These characters are no text.').optional();

/** A moment as JSON and addresses write it. PostgreSQL knows no year 0. */
const moment = z.iso
  .datetime({ offset: true })
  .refine((value) => !value.startsWith('0000'), 'There is no year 0.')
  .transform((value) => new Date(value))
  .refine((at) => !Number.isNaN(at.getTime()), 'This is no moment.')
  .optional();

/** The filters of the list, as they come from outside. */
export const auditFilter = z.strictObject({
  actorId: text(100),
  action: text(100),
  subjectType: text(100),
  subjectId: text(100),
  from: moment,
  to: moment,
  text: text(200),
});
