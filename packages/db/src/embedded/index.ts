export { explainFileError } from './file-errors.ts';
export { lockFolder } from './folder-lock.ts';
export { makePrivateFolder, writePrivateFile } from './private-files.ts';
export { findRunningDatabase } from './running.ts';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './start.ts';
