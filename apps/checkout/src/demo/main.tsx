import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { frontOf } from './fronts.ts';
import { Shop } from './Shop.tsx';
import './style.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
const front = frontOf(location.search);
document.title = front.name;
document.documentElement.dataset.shop = front.slug;
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <Shop front={front} />
    </QueryClientProvider>
  </StrictMode>,
);
