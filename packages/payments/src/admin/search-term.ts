import { parseEmailAddress } from '@flashstudio/input-rules';
import { AppError, findUnstorable } from '@flashstudio/platform';

/**
 * What is searched for, without the space around it, an e-mail address in the form customers are known by; null when that
 * is nothing. Throws `invalid_input` on text that PostgreSQL cannot hold: the character NUL, and halves of surrogate pairs.
 */
export function parseSearch(search: string | undefined): string | null {
  const term = search?.trim() ?? '';
  if (findUnstorable(term) !== null)
    throw new AppError('invalid_input', 'The search holds characters that are no text.', {
      details: { search: 'These characters are no text.' },
    });
  return term === '' ? null : (parseEmailAddress(term) ?? term);
}
