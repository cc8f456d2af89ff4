import { z } from 'zod';
import { pageParams, paginate } from '../http/pagination.ts';
import { readParams } from '../http/params.ts';
import {
  advanceTestClock,
  advanceTestClockParams,
  createTestClock,
  createTestClockParams,
  deleteTestClock,
  findTestClock,
} from '../resources/test-clocks/test-clocks.ts';
import type { Route } from './route.ts';

const none = z.strictObject({ expand: z.array(z.string()).optional() });
const page = z.strictObject(pageParams);

export const testClockRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/test_helpers/test_clocks',
    run: (context, _, params) => createTestClock(context, readParams(createTestClockParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/test_helpers/test_clocks',
    run: (context, _, params) =>
      paginate(context.store.testClocks.newestFirst(), readParams(page, params), '/v1/test_helpers/test_clocks'),
  },
  {
    method: 'GET',
    path: '/v1/test_helpers/test_clocks/:id',
    run: (context, id, params) => {
      readParams(none, params);
      return findTestClock(context, id);
    },
  },
  {
    method: 'DELETE',
    path: '/v1/test_helpers/test_clocks/:id',
    run: (context, id) => deleteTestClock(context, id),
  },
  {
    method: 'POST',
    path: '/v1/test_helpers/test_clocks/:id/advance',
    run: (context, id, params) => advanceTestClock(context, id, readParams(advanceTestClockParams, params)),
  },
];
