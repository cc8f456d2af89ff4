export { createRecordingDb, type RecordingDb } from './recording-db.ts';
export { createTestDatabase, createTestDatabaseBefore, type TestDatabase } from './test-database.ts';
