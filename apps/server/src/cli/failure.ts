import { AppError } from '@flashstudio/platform';

/** What a command tells of its failure: the sentence, and below it what is wrong by its field. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const details = error instanceof AppError ? Object.entries(error.details ?? {}) : [];
  return [error.message, ...details.map(([field, why]) => `  ${field}: ${why}`)].join('\n');
}
