export const PARTS = ['checks', 'unit', 'api', 'health', 'e2e'];

/** What to run: all parts, or those named. Throws one clear sentence on a name that is none. */
export function chooseParts(args) {
  const unknown = args.filter((arg) => !PARTS.includes(arg));
  if (unknown.length > 0) {
    throw Object.assign(
      new Error(`There is no test part "${unknown[0]}": choose from ${PARTS.join(', ')}, or none for all.`),
      { exitCode: 2 },
    );
  }
  return args.length === 0 ? PARTS : PARTS.filter((part) => args.includes(part));
}
