export const PARTS = ['checks', 'unit', 'api', 'health', 'e2e'];

/** The parts that Vitest runs, as its projects. */
export const PROJECTS = ['unit', 'api', 'health'];

/**
 * What to run: all parts, or those named, and from the first option on what is passed to the runner as it is: to Vitest,
 * or to Playwright when `e2e` is run alone. Throws one clear sentence on a name that is none, and on options that two
 * runners would have to share.
 */
export function chooseParts(args) {
  const begin = args.findIndex((arg) => arg.startsWith('-'));
  const [names, options] = begin < 0 ? [args, []] : [args.slice(0, begin), args.slice(begin)];
  const unknown = names.find((name) => !PARTS.includes(name));
  if (unknown !== undefined) {
    throw refused(`There is no test part "${unknown}": choose from ${PARTS.join(', ')}, or none for all.`);
  }
  const parts = names.length === 0 ? PARTS : PARTS.filter((part) => names.includes(part));
  const alone = parts.every((part) => PROJECTS.includes(part)) || (parts.length === 1 && parts[0] === 'e2e');
  if (options.length > 0 && !alone) {
    throw refused(`${options[0]} is for one runner: name parts of ${PROJECTS.join(', ')}, or e2e alone.`);
  }
  return { parts, options };
}

function refused(sentence) {
  return Object.assign(new Error(sentence), { exitCode: 2 });
}
