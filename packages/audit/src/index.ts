export { type Audit, type AuditDeps, createAudit } from './audit.ts';
export { createAuditTrail } from './chain/trail.ts';
export {
  type ChainHead,
  type ChainVerdict,
  formatHead,
  parseHead,
  type VerifyOptions,
  verifyChain,
} from './chain/verify.ts';
export { readCsvRequest } from './csv-request.ts';
export { createDecisionRecorder } from './decisions.ts';
export type { AuditEntryView, AuditStateView } from './list/entry-view.ts';
export type { AuditColumn } from './list/export-csv.ts';
export type { AuditFacets } from './list/facets.ts';
export type { AuditFilter } from './list/find-entries.ts';
export type { AuditPage } from './list/list-entries.ts';
export { createAuditRouter } from './router.ts';
