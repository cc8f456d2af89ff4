import type { Auth } from '@flashstudio/auth';
import { describe, expect, it } from 'vitest';
import { runAdminCommand } from './admin-command.ts';

const people: Auth['people'] = {
  list: async () => [{ email: 'ada@example.com', name: 'Ada', role: 'viewer', active: false }],
  ensure: async ({ email }) => (email === 'ada@example.com' ? 'changed' : 'created'),
  disable: async (email) => email === 'ada@example.com',
  remove: async (email) => email === 'ada@example.com',
  setRole: async (email) => email === 'ada@example.com',
};
const run = (...args: string[]) => runAdminCommand(args, { people, readPassword: async () => 'a long password' });

describe('a command on who may sign in', () => {
  it.each([
    ['list', ['list'], /^ada@example\.com {2}viewer {2}Ada {2}\(disabled\)$/],
    ['create somebody', ['create', 'eve@example.com', 'Eve'], /as admin/],
    ['set a password', ['create', 'ada@example.com', 'Ada'], /role is as it was/],
    ['change a role', ['role', 'ada@example.com', 'admin'], /is admin now/],
    ['disable', ['disable', 'ada@example.com'], /until a password is set/],
    ['remove', ['remove', 'ada@example.com'], /removed/],
  ])('says what it did: %s', async (_, args, words) => {
    expect(await run(...args)).toEqual({ kind: 'done', message: expect.stringMatching(words) });
  });

  it.each([
    ['role', 'x@example.com', 'admin'],
    ['disable', 'x@example.com'],
    ['remove', 'x@example.com'],
  ])('says that nobody has the address: %s', async (...args) => {
    expect(await run(...args)).toEqual({ kind: 'unknown', message: 'Nobody has the address x@example.com.' });
  });

  it.each([
    [[]],
    [['explode', 'a@example.com']],
    [['create', 'a@example.com']],
    [['role', 'a@example.com']],
    [['remove']],
    [['remove', 'a@example.com', 'b@example.com']],
    [['create', 'a@example.com', 'Ada', 'Berg']],
  ])('that is none of ours, or lacks something, or has too much, is told how they are used: %j', async (args) => {
    expect(await run(...args)).toEqual({ kind: 'usage' });
  });
});
