import { published } from '../generated/published.ts';
import { invalidRequest, ParameterError } from '../http/errors.ts';

const DEEPEST = 4;

/** What the sandbox includes when it is asked to. */
const INCLUDED: ReadonlySet<string> = new Set(['checkout.session line_items']);

/**
 * Checks, before anything is done, that all that a request wants expanded can be, in the answer of its operation:
 * https://docs.stripe.com/api/expanding_objects. Throws Stripe's 400 for more than four levels and for a field that cannot
 * be expanded or is hidden from the caller, and says what of Stripe's the sandbox lacks.
 */
export function checkExpand(address: string, paths: readonly string[], isHidden: IsHidden = () => false): void {
  const answer = published.answers[address] ?? '';
  for (const path of paths) {
    const names = path.split('.');
    if (names.length > DEEPEST) {
      const message = `You cannot expand more than ${DEEPEST} levels of a property. Property: ${path}`;
      throw refused(message, undefined, 'property_expansion_max_depth');
    }
    // A search counts what it found when it is asked to.
    if (path === 'total_count' && address.endsWith('/search')) continue;
    const verdict = judge(answer, names, isHidden);
    if (verdict === 'can') continue;
    if (verdict !== 'cannot') throw refused(`The sandbox does not support expanding ${verdict.lacks}.`);
    const hint = answer.endsWith('[]') ? ` You may want to try expanding 'data.${path}' instead.` : '';
    throw refused(`This property cannot be expanded (${path}).${names[0] === 'data' ? '' : hint}`);
  }
}

type IsHidden = (object: string, field: string) => boolean;

type Verdict = 'can' | 'cannot' | { readonly lacks: string };

/** Whether the way that `names` tell leads through objects from the target, which is written as in `Published`. */
function judge(target: string, names: readonly string[], isHidden: IsHidden): Verdict {
  if (target === '-' || names.length === 0) return 'can';
  if (target.endsWith('[]'))
    return names[0] === 'data' ? judge(target.slice(0, -2), names.slice(1), isHidden) : 'cannot';
  if (isHidden(target, names[0] ?? '')) return 'cannot';
  for (const [index] of names.entries()) {
    const field = names.slice(0, index + 1).join('.');
    const [first, ...others] = published.expandable[target]?.[field]?.split(' ') ?? [];
    if (first === undefined) continue;
    if (first === '?' && !INCLUDED.has(`${target} ${field}`)) return { lacks: `${field} of a ${target}` };
    const verdicts = (first === '?' ? others : [first, ...others]).map((object) =>
      judge(object, names.slice(index + 1), isHidden),
    );
    return verdicts.find((verdict) => verdict !== 'cannot') ?? 'cannot';
  }
  return 'cannot';
}

/** The operation never begins, so its idempotency key stays free. */
function refused(message: string, param: string | undefined = 'expand', code?: string): ParameterError {
  return new ParameterError(400, invalidRequest(message, param, code));
}
