export { typescriptProcess } from './typescript-process.ts';
