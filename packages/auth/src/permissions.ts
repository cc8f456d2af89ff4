/** What a signed-in person may do; procedures name the one they need. */
export type Permission = 'payments:read' | 'payments:write';

const GRANTS: ReadonlyMap<string, readonly Permission[]> = new Map([
  ['admin', ['payments:read', 'payments:write']],
  ['viewer', ['payments:read']],
]);

/** The roles there are. */
export const ROLES: readonly string[] = [...GRANTS.keys()];

/** Whether there is such a role. */
export function isRole(role: string): boolean {
  return GRANTS.has(role);
}

/** What a role grants; an unknown role, nothing. */
export function permissionsOf(role: string): readonly Permission[] {
  return GRANTS.get(role) ?? [];
}

/** Whether a role grants a permission. An unknown role grants nothing. */
export function hasPermission(role: string, permission: Permission): boolean {
  return permissionsOf(role).includes(permission);
}
