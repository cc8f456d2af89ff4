import { onRequestClock } from '../clocks/request-clock.ts';
import { type OperationContext, seconds } from '../context.ts';
import { errorJson, ParameterError, StripeApiError } from '../http/errors.ts';
import { expandPaths } from '../http/expand.ts';
import type { StoredAnswer } from '../http/idempotency.ts';
import { decodeForm } from '../http/params.ts';
import { checkExpand } from '../published/expandable.ts';
import { addressOf, lackingAt } from '../published/lacking.ts';
import { asBrowsersSee, isHidden } from './browser-view.ts';
import type { Call, Route } from './route.ts';

/** Does what a request wants of a route, or refuses it; `form` is its body or query, encoded as it came. */
export function perform(
  context: OperationContext,
  route: Route,
  form: string,
  call: Omit<Call, 'lacking'>,
): StoredAnswer {
  const address = addressOf(route.method, route.path);
  const params = decodeForm(form);
  const paths = Array.isArray(params.expand) ? params.expand.map(String) : [];
  const show = (answer: unknown) => (call.asBrowser ? asBrowsersSee(answer) : answer);
  try {
    checkExpand(address, paths, call.asBrowser ? isHidden : undefined);
    const lacking = lackingAt(address, context.version);
    const object = route.run(onRequestClock(context, call.id, params), params, { ...call, lacking });
    const expanded = paths.length === 0 ? object : expandPaths(context.store, object, paths);
    return { status: 200, began: true, body: JSON.stringify(show(expanded), null, 2) };
  } catch (error) {
    if (!(error instanceof StripeApiError)) throw error;
    const body = errorJson(error.body, { id: context.requestId ?? '', at: seconds(context.clock) }, show);
    return { status: error.status, body, began: !(error instanceof ParameterError) };
  }
}
