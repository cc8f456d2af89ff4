import type { Odds } from '../../faults/chance.ts';
import type { Distribution } from '../../faults/distribution.ts';
import type { Fault, FaultPlan } from '../../faults/faults.ts';
import type { WebhookEffect, WebhookPlan } from '../../webhooks/stress.ts';

/** A fault as people say it. */
export function faultInWords(fault: Fault): string {
  if (fault === 'reset_before') return 'Cut before the work';
  if (fault === 'reset_after') return 'Cut after the work';
  if ('timeout' in fault) return `Silent for ${duration(fault.timeout)}, then cut, ${fault.when ?? 'before'} the work`;
  if ('status' in fault) {
    const code = fault.code === undefined ? '' : ` ${fault.code}`;
    return `Answer ${fault.status}${code}${fault.when === 'after' ? ' after the work' : ''}`;
  }
  const { before, after } = fault.latency;
  const parts = [
    before === undefined ? '' : `${spread(before)} before the work`,
    after === undefined ? '' : `${spread(after)} after it`,
  ];
  return `Latency: ${parts.filter((part) => part !== '').join(', ')}`;
}

/** What happens to webhooks, as people say it. */
export function effectInWords(effect: WebhookEffect): string {
  if (effect === 'drop') return 'Webhook lost';
  if ('duplicate' in effect) return `Webhook sent ${effect.duplicate + 1} times`;
  if ('delay' in effect) return `Webhook late by ${spread(effect.delay)}`;
  if ('reorder' in effect) return `Webhook overtaken by up to ${effect.reorder.within}`;
  const signed = { wrong_secret: 'with a wrong secret', stale_timestamp: 'as of ten minutes ago', none: 'not at all' };
  return `Webhook signed ${signed[effect.sign]}`;
}

/** Which requests a plan is for. */
export function requestsInWords({ method, path, account }: FaultPlan): string {
  const what = [method, path === undefined ? undefined : String(path), account].filter((part) => part !== undefined);
  return what.length === 0 ? 'every request' : what.join(' ');
}

/** Which webhooks a plan is for. */
export function webhooksInWords({ events, endpoint, account }: WebhookPlan): string {
  const what = [events?.join(', '), endpoint, account].filter((part) => part !== undefined);
  return what.length === 0 ? 'every event' : what.join(' ');
}

/** How often a plan hits. */
export function oddsInWords({ times, probability, every, after }: Odds): string {
  const parts = [
    probability === undefined ? '' : probability === 1 ? 'always' : `${Math.round(probability * 1_000) / 10} %`,
    every === undefined ? '' : `every ${every}.`,
    times === undefined ? '' : times === 1 ? 'once' : `${times} times`,
    after === undefined || after === 0 ? '' : `after ${after}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'once' : parts.join(', ');
}

function spread(distribution: Distribution): string {
  if ('constant' in distribution) return duration(distribution.constant);
  if ('uniform' in distribution) return distribution.uniform.map(duration).join(' to ');
  const { median, p95 } = 'normal' in distribution ? distribution.normal : distribution.logNormal;
  return `about ${duration(median)}, rarely ${duration(p95)}`;
}

function duration(milliseconds: number): string {
  return milliseconds >= 1_000 ? `${milliseconds / 1_000} s` : `${milliseconds} ms`;
}
