import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Checkout } from './Checkout.tsx';
import { connectHost, type Host } from './host.ts';
import './style.css';

const queries = new QueryClient({
  defaultOptions: { queries: { retry: 2, staleTime: 60_000, refetchOnWindowFocus: false } },
});

function Frame({ host }: { host: Host }) {
  const [config, setConfig] = useState(host.config);
  useEffect(() => host.onConfig(setConfig), [host]);
  return <Checkout host={host} config={config} />;
}

const host = await connectHost();
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
new ResizeObserver(() => host.tell({ type: 'resize', height: Math.ceil(root.getBoundingClientRect().height) })).observe(
  root,
);
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Frame host={host} />
    </QueryClientProvider>
  </StrictMode>,
);
