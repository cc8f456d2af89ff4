import type { Sites } from '../sites.ts';
import type { RunningServices } from './services.ts';

/** Lines for the terminal: what runs, where, and how to sign in. */
export function describeAddresses(
  { checkout, admin }: Sites,
  { sandboxUrl, demoLogin }: Pick<RunningServices, 'sandboxUrl' | 'demoLogin'>,
): string[] {
  return [
    '',
    `  Shop demo   ${checkout.url}/`,
    `  Admin       ${admin.url}/admin   (${demoLogin.email} / ${demoLogin.password})`,
    `  Mailbox     ${admin.url}/dev/mailbox`,
    `  Sandbox     ${sandboxUrl}/`,
    '',
  ];
}
