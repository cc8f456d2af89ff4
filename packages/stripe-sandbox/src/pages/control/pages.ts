import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import type { SandboxControl } from '../../control/control.ts';
import { faultPlanParams, webhookPlanParams } from '../../control/plan-params.ts';
import { presetNames } from '../../faults/presets.ts';
import type { AccountStore } from '../../store/account-store.ts';
import type { RenderPage } from '../layout.ts';
import { createNotices, type Notice } from '../notices.ts';
import { ownFormsOnly } from '../security.ts';
import { effectChoices, faultChoices } from './plan-choices.ts';
import { controlView } from './view.ts';

const presetName = z.enum(presetNames);
const wholeNumber = z
  .string()
  .regex(/^-?\d{1,10}$/, 'a whole number is needed')
  .transform(Number);
const odds = {
  times: z.union([z.literal('').transform(() => undefined), wholeNumber]),
  percent: z.union([z.literal('').transform(() => undefined), z.coerce.number()]),
};
const milliseconds = wholeNumber.pipe(z.number().min(1).max(600_000));
const faultForm = z.object({
  fault: z.string(),
  milliseconds,
  method: z.string(),
  path: z.string(),
  ...odds,
});
const webhookForm = z.object({ effect: z.string(), milliseconds, events: z.string(), ...odds });
const releaseForm = z.object({
  copies: wholeNumber.pipe(z.number().min(0).max(100)),
  order: z.enum(['as_happened', 'reversed']),
});
const rollForm = z.object({ overlapSeconds: wholeNumber.pipe(z.number().min(0).max(86_400)) });
const advanceForm = z.object({ seconds: wholeNumber.pipe(z.number().min(0)) });
const laterOutcome = z.enum(['succeeded', 'failed']);
const seedForm = z.object({ seed: wholeNumber.pipe(z.int32()) });
const resetForm = z.object({
  account: z.string(),
  endpoints: z.literal('yes').optional(),
  sure: z.literal('yes', 'tick the box to forget everything'),
});

/** The page that controls the sandbox, and what its forms do. They work without a script. */
export function createControlPages({
  control,
  stores,
  renderPage,
}: {
  control: SandboxControl;
  stores: readonly AccountStore[];
  renderPage: RenderPage;
}): Hono<{ Bindings: HttpBindings }> {
  const notices = createNotices();
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.get('/control', (c) =>
    renderPage(c, {
      title: 'Control',
      section: 'control',
      content: html`${notices.show(c)}${controlView(control, stores)}`,
    }),
  );

  /** A form of the page: reads what was filled in, does it, and says what came of it. */
  const form = <T extends z.ZodType>(
    path: string,
    schema: T,
    act: (values: z.output<T>, c: Context) => string | Notice,
  ) =>
    app.post(`/control${path}`, ownFormsOnly, async (c) => {
      const read = schema.safeParse(await c.req.parseBody());
      const told = read.success ? act(read.data, c) : misfit(read.error);
      return notices.redirect(c, '/control', typeof told === 'string' ? { tone: 'good', text: told } : told);
    });
  const nothing = z.object({});

  form('/presets/:name/:turn', nothing, (_, c) => {
    const name = presetName.safeParse(c.req.param('name'));
    if (!name.success) return { tone: 'bad', text: 'There is no such preset.' };
    if (c.req.param('turn') === 'off') {
      control.stress.off(name.data);
      return `${name.data} is off.`;
    }
    control.stress.on(name.data);
    return `${name.data} is on.`;
  });
  form('/seed', seedForm, ({ seed }) => {
    control.stress.reseed(seed);
    return `Everything planned starts anew with seed ${seed}.`;
  });
  form('/faults', faultForm, ({ fault, milliseconds: time, method, path, times, percent }) => {
    const read = faultPlanParams.safeParse({
      fault: faultChoices[fault]?.make(time),
      ...given({ method, path }),
      ...oddsOf(times, percent),
    });
    if (!read.success) return misfit(read.error);
    return `Planned as ${control.faults.plan(read.data)}.`;
  });
  form('/webhook-plans', webhookForm, ({ effect, milliseconds: time, events, times, percent }) => {
    const types = events.split(/[\s,]+/).filter((type) => type !== '');
    const read = webhookPlanParams.safeParse({
      effect: effectChoices[effect]?.make(time),
      ...(types.length === 0 ? {} : { events: types }),
      ...oddsOf(times, percent),
    });
    if (!read.success) return misfit(read.error);
    return `Planned as ${control.webhooks.stress.plan(read.data)}.`;
  });
  form('/plans/clear', nothing, () => {
    control.stress.clear();
    return 'Nothing is planned any more.';
  });
  form('/plans/:id/remove', nothing, (_, c) => {
    const id = c.req.param('id') ?? '';
    const removed = control.faults.plans.remove(id) || control.webhooks.stress.plans.remove(id);
    return removed ? `${id} is removed.` : { tone: 'bad', text: `${id} was gone already.` };
  });
  form('/webhooks/hold', nothing, () => {
    control.webhooks.hold();
    return 'Webhooks are held back.';
  });
  form('/webhooks/release', releaseForm, (options) => {
    const held = control.webhooks.held() ?? 0;
    control.webhooks.release(options);
    return `${held * options.copies} deliveries are on their way.`;
  });
  form('/webhooks/:id/roll', rollForm, (options, c) => {
    const rolled = control.webhooks.roll(c.req.param('id') ?? '', options);
    return rolled === undefined
      ? { tone: 'bad', text: 'There is no such endpoint.' }
      : `The new secret is ${rolled.secret}.`;
  });
  form('/settle', nothing, () => {
    control.settlePending();
    return 'Everything that was pending is settled.';
  });
  form('/settlement/:outcome', nothing, (_, c) => {
    const outcome = laterOutcome.safeParse(c.req.param('outcome'));
    if (outcome.success) control.settlement.later({ outcome: outcome.data });
    else control.settlement.atOnce();
    return outcome.success ? 'Payments stay in processing until they are settled.' : 'Payments settle at once again.';
  });
  form('/clock/advance', advanceForm, ({ seconds }) => {
    control.clock.advance(seconds * 1_000);
    return `It is now ${control.clock.state().now.toUTCString()}.`;
  });
  form('/clock/freeze', nothing, () => {
    control.clock.freeze();
    return 'Time stands still.';
  });
  form('/clock/resume', nothing, () => {
    control.clock.resume();
    return 'Time goes on.';
  });
  form('/reset', resetForm, ({ account, endpoints }) => {
    if (!stores.some((store) => store.account.id === account))
      return { tone: 'bad', text: 'There is no such account.' };
    control.reset({ account, endpoints: endpoints === 'yes' });
    return `Everything of ${account} is forgotten.`;
  });
  return app;
}

/** What was filled in; an empty field says nothing. */
function given(fields: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

function oddsOf(times: number | undefined, percent: number | undefined) {
  return {
    ...(times === undefined ? {} : { times }),
    ...(percent === undefined ? {} : { probability: percent / 100 }),
  };
}

function misfit(error: z.ZodError): Notice {
  const [issue] = error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  return { tone: 'bad', text: `${field === '' ? '' : `${field}: `}${issue?.message ?? 'That makes no sense.'}` };
}
