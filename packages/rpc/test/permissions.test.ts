import { describe, expect, it } from 'vitest';
import { hasPermission, isRole, PERMISSIONS, permissionsOf, ROLES } from '../src/index.ts';

describe('the table of permissions', () => {
  it('lets an owner do everything', () => {
    expect(permissionsOf('owner')).toEqual(PERMISSIONS);
  });

  it('lets an admin do everything but say who may sign in', () => {
    expect(permissionsOf('admin')).toEqual(PERMISSIONS.filter((permission) => permission !== 'members:write'));
  });

  it('lets an analyst look and change nothing', () => {
    expect(permissionsOf('analyst').filter((permission) => !permission.endsWith(':read'))).toEqual([]);
  });

  it('lets support help customers, and touch neither keys, shops, people nor the audit', () => {
    expect(permissionsOf('support')).toEqual(expect.arrayContaining(['payments:refund', 'disputes:respond']));
    for (const permission of ['keys:write', 'shops:write', 'members:write', 'audit:read', 'payments:review'] as const) {
      expect(hasPermission('support', permission)).toBe(false);
    }
  });

  it.each(['viewer', 'Owner', '', 'toString', '__proto__'])('knows no role %j, which may do nothing', (role) => {
    expect(isRole(role)).toBe(false);
    expect(permissionsOf(role)).toEqual([]);
  });

  it('gives every role the payments, which every page of the admin shows', () => {
    expect(ROLES.filter((role) => !hasPermission(role, 'payments:read'))).toEqual([]);
  });
});
