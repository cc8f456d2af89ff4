import type { Auth } from '@flashstudio/auth';
import { BY_TEST } from '@flashstudio/rpc/testing';
import { describe, expect, it } from 'vitest';
import { runAdminCommand } from './admin-command.ts';

const people: Auth['people'] = {
  list: async () => [{ email: 'ada@example.com', name: 'Ada', role: 'analyst', active: false }],
  ensure: async ({ email }) => (email === 'ada@example.com' ? 'changed' : 'created'),
  disable: async (email) => email === 'ada@example.com',
  remove: async (email) => email === 'ada@example.com',
  setRole: async (email) => email === 'ada@example.com',
};
const deps = { people, readPassword: async () => 'a long password', by: BY_TEST };
const run = (...args: string[]) => runAdminCommand(args, deps);

describe('a command on who may sign in', () => {
  it.each([
    ['list', ['list'], /^ada@example\.com {2}analyst {2}Ada {2}\(disabled\)$/],
    ['create the first owner', ['create', 'eve@example.com', 'Eve'], /as owner/],
    ['create somebody in a role', ['create', 'eve@example.com', 'Eve', 'support'], /as support/],
    ['set a password', ['create', 'ada@example.com', 'Ada'], /role is as it was/],
    ['change a role', ['role', 'ada@example.com', 'admin', 'She leads now'], /is admin now/],
    ['disable', ['disable', 'ada@example.com', 'She left'], /until a password is set/],
    ['remove', ['remove', 'ada@example.com', 'She left'], /removed/],
  ])('says what it did: %s', async (_, args, words) => {
    expect(await run(...args)).toEqual({ kind: 'done', message: expect.stringMatching(words) });
  });

  it('passes on who is at the command line, and why', async () => {
    const heard: unknown[] = [];
    const setRole: typeof people.setRole = async (...args) => heard.push(args) > 0;
    await runAdminCommand(['role', 'ada@example.com', 'support', 'Helps customers now'], {
      ...deps,
      people: { ...people, setRole },
    });
    expect(heard).toEqual([['ada@example.com', 'support', { by: BY_TEST, reason: 'Helps customers now' }]]);
  });

  it('creates somebody as admin where there is an owner already', async () => {
    const owned = { ...people, list: async () => [{ email: 'o@example.com', name: 'O', role: 'owner', active: true }] };
    const created = await runAdminCommand(['create', 'eve@example.com', 'Eve'], { ...deps, people: owned });
    expect(created).toEqual({ kind: 'done', message: 'eve@example.com may sign in now, as admin.' });
  });

  it.each([
    ['role', 'x@example.com', 'admin', 'A reason'],
    ['disable', 'x@example.com', 'A reason'],
    ['remove', 'x@example.com', 'A reason'],
  ])('says that nobody has the address: %s', async (...args) => {
    expect(await run(...args)).toEqual({ kind: 'unknown', message: 'Nobody has the address x@example.com.' });
  });

  it.each([
    [[]],
    [['explode', 'a@example.com']],
    [['create', 'a@example.com']],
    [['role', 'a@example.com']],
    [['role', 'a@example.com', 'admin']],
    [['disable', 'a@example.com']],
    [['remove']],
    [['remove', 'a@example.com', 'She', 'left']],
    [['create', 'a@example.com', 'Ada', 'admin', 'Berg']],
  ])('that is none of ours, or lacks something, or has too much, is told how they are used: %j', async (args) => {
    expect(await run(...args)).toEqual({ kind: 'usage' });
  });
});
