import type { IconName } from './parts/icons.ts';

export interface SectionLink {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly icon: IconName;
}

/** What the navigation leads to, in its order. */
export const sections = [
  { id: 'overview', label: 'Overview', href: '/', icon: 'overview' },
  { id: 'payments', label: 'Payments', href: '/payments', icon: 'payments' },
  { id: 'customers', label: 'Customers', href: '/customers', icon: 'customers' },
  { id: 'events', label: 'Events', href: '/events', icon: 'events' },
  { id: 'webhooks', label: 'Webhooks', href: '/webhooks', icon: 'webhooks' },
  { id: 'requests', label: 'Requests', href: '/requests', icon: 'requests' },
  { id: 'test-cards', label: 'Test cards', href: '/test-cards', icon: 'cards' },
  { id: 'control', label: 'Control', href: '/control', icon: 'control' },
] as const satisfies readonly SectionLink[];

export type SectionId = (typeof sections)[number]['id'];
