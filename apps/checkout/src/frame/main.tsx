import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Frame } from './Frame.tsx';
import { connectHost } from './host.ts';
import { createKept } from './paying/kept.ts';
import { readProblem } from './server/api.ts';
import './style.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What was refused stays refused; only what got no answer is asked again.
      retry: (failures, error) => failures < 1 && readProblem(error).ambiguous,
      // Asked whatever the browser believes of its connection: it is often wrong, and then nothing would ever be said.
      networkMode: 'always',
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      // A price never changes under the customer's eyes.
      refetchOnReconnect: false,
    },
  },
});

const host = await connectHost();
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
new ResizeObserver(() => host.tell({ type: 'resize', height: Math.ceil(root.getBoundingClientRect().height) })).observe(
  root,
);
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Frame host={host} kept={createKept(() => sessionStorage)} />
    </QueryClientProvider>
  </StrictMode>,
);
