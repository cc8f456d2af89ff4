// The compiler runs these, in the checks: at run time a type is nothing that could fail.
import { describe, expectTypeOf, it } from 'vitest';
import type { AnyTx, Capability, DbOf, TxOf } from './capability-db.ts';
import type { Prisma } from './generated/client.ts';
import type { ModelsByCapability } from './generated/owners.ts';

describe('the database as a capability sees it', () => {
  it('has its own models and no other, in transactions as well', () => {
    expectTypeOf<DbOf<'auth'>>().toHaveProperty('user');
    expectTypeOf<DbOf<'auth'>>().not.toHaveProperty('payment');
    expectTypeOf<TxOf<'auth'>>().toHaveProperty('user');
    expectTypeOf<TxOf<'auth'>>().not.toHaveProperty('payment');
    expectTypeOf<AnyTx>().not.toHaveProperty('user');
  });

  it('leaves no model without a capability', () => {
    expectTypeOf<ModelsByCapability[Capability]>().toEqualTypeOf<Uncapitalize<Prisma.ModelName>>();
  });
});
