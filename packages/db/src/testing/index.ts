export {
  genericPlanOf,
  type PlanNode,
  planNodes,
  planOf,
  rowsRead,
  type SentStatement,
  sentBy,
} from './plans.ts';
export { createRecordingDb, type RecordingDb } from './recording-db.ts';
export { createTestDatabase, createTestDatabaseBefore, type TestDatabase } from './test-database.ts';
