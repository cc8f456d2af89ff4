/** What people are here, from the one who may do everything down. Everybody has exactly one. */
export const ROLES = ['owner', 'admin', 'analyst', 'support'] as const;

export type Role = (typeof ROLES)[number];

const OWNER = ['owner'] as const;
const MANAGERS = ['owner', 'admin'] as const;
const FIGURES = ['owner', 'admin', 'analyst'] as const;
const CUSTOMERS = ['owner', 'admin', 'support'] as const;
const EVERYBODY = ROLES;

/**
 * Who may do what: the one table. A line is a permission, which procedures and routes name, and the roles that grant it.
 * docs/permissions.md shows it.
 */
const GRANTS = {
  'payments:read': EVERYBODY,
  'payments:refund': CUSTOMERS,
  'payments:capture': CUSTOMERS,
  'payments:cancel': CUSTOMERS,
  'payments:review': MANAGERS,
  'disputes:read': EVERYBODY,
  'disputes:respond': CUSTOMERS,
  'customers:read': CUSTOMERS,
  'webhooks:read': MANAGERS,
  'webhooks:replay': MANAGERS,
  'reconciliation:read': FIGURES,
  'reconciliation:run': MANAGERS,
  'analytics:read': FIGURES,
  'retries:read': EVERYBODY,
  'retries:write': MANAGERS,
  'limits:read': MANAGERS,
  'limits:write': MANAGERS,
  'shops:read': EVERYBODY,
  'shops:write': MANAGERS,
  'keys:write': MANAGERS,
  'members:write': OWNER,
  'audit:read': MANAGERS,
} as const satisfies Record<string, readonly Role[]>;

/** What a signed-in person may do; procedures and routes name the one they need. */
export type Permission = keyof typeof GRANTS;

const byPermission: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(GRANTS));

/** Every permission there is, in the order of the table. */
export const PERMISSIONS = [...byPermission.keys()].filter(isPermission);

function isPermission(name: string): name is Permission {
  return Object.hasOwn(GRANTS, name);
}

/** Whether there is such a role. */
export function isRole(role: string): role is Role {
  return ROLES.some((known) => known === role);
}

/** Whether a role grants a permission. An unknown role grants nothing. */
export function hasPermission(role: string, permission: Permission): boolean {
  return byPermission.get(permission)?.includes(role) ?? false;
}

/** All that a role grants; nothing for an unknown one. */
export function permissionsOf(role: string): readonly Permission[] {
  return PERMISSIONS.filter((permission) => hasPermission(role, permission));
}
