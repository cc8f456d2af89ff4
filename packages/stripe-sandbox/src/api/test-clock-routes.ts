import { z } from 'zod';
import { pageParams, paginate } from '../http/pagination.ts';
import {
  advanceTestClock,
  advanceTestClockParams,
  createTestClock,
  createTestClockParams,
  deleteTestClock,
  findTestClock,
} from '../resources/test-clocks/test-clocks.ts';
import { plain, type Route, takes } from './route.ts';

const page = z.strictObject(pageParams);

export const testClockRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/test_helpers/test_clocks',
    ...takes(createTestClockParams, createTestClock),
  },
  {
    method: 'GET',
    path: '/v1/test_helpers/test_clocks',
    ...takes(page, (context, cut) =>
      paginate(context.store.testClocks.newestFirst(), cut, '/v1/test_helpers/test_clocks'),
    ),
  },
  {
    method: 'GET',
    path: '/v1/test_helpers/test_clocks/:id',
    ...plain(findTestClock),
  },
  {
    method: 'DELETE',
    path: '/v1/test_helpers/test_clocks/:id',
    ...plain(deleteTestClock),
  },
  {
    method: 'POST',
    path: '/v1/test_helpers/test_clocks/:id/advance',
    ...takes(advanceTestClockParams, (context, params, { id }) => advanceTestClock(context, id, params)),
  },
];
