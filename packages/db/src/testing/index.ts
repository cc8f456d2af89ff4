export { createTestDatabase, createTestDatabaseBefore, type TestDatabase } from './test-database.ts';
