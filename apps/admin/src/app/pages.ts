import { CreditCard, LayoutDashboard, type LucideIcon, ScrollText } from 'lucide-react';
import type { Permission } from '../features/session/permissions.ts';

/** A page of the menu. */
export interface Page {
  readonly to: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Only at this very address, not below it. */
  readonly end: boolean;
  /** Who may not do this sees no way there. */
  readonly needs: Permission;
}

/** The menu, from the top down. */
export const PAGES: readonly Page[] = [
  { to: '/', label: 'Overview', icon: LayoutDashboard, end: true, needs: 'payments:read' },
  { to: '/payments', label: 'Payments', icon: CreditCard, end: false, needs: 'payments:read' },
  { to: '/audit', label: 'Audit', icon: ScrollText, end: false, needs: 'audit:read' },
];
