import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { Crash } from './crash.tsx';
import { Shell } from './shell.tsx';

/** A page that is loaded when somebody goes there. */
const page = (load: () => Promise<ComponentType>) => ({ lazy: async () => ({ Component: await load() }) });

/** Nothing, for the moments until the first page is there. */
const waiting = { hydrateFallbackElement: <main className="min-h-dvh" aria-busy="true" />, errorElement: <Crash /> };

export const router = createBrowserRouter(
  [
    { path: '/sign-in', ...waiting, ...page(async () => (await import('../routes/sign-in.tsx')).SignIn) },
    {
      path: '/',
      ...waiting,
      element: <Shell />,
      children: [
        { index: true, ...page(async () => (await import('../routes/overview.tsx')).Overview) },
        { path: 'payments', ...page(async () => (await import('../routes/payments.tsx')).PaymentsPage) },
        { path: 'payments/:id', ...page(async () => (await import('../routes/payments.$id.tsx')).PaymentDetailPage) },
        { path: 'audit', ...page(async () => (await import('../routes/audit.tsx')).AuditPage) },
        { path: '*', ...page(async () => (await import('../routes/not-found.tsx')).NotFound) },
      ],
    },
  ],
  { basename: '/admin' },
);
