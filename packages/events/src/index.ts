export * from './append.ts';
export * from './define-event.ts';
export * from './event.ts';
export * from './subscription.ts';
