import { createBrowserRouter } from 'react-router';
import { NotFound } from '../routes/not-found.tsx';
import { Overview } from '../routes/overview.tsx';
import { PaymentDetailPage } from '../routes/payments.$id.tsx';
import { PaymentsPage } from '../routes/payments.tsx';
import { SignIn } from '../routes/sign-in.tsx';
import { Crash } from './crash.tsx';
import { Shell } from './shell.tsx';

export const router = createBrowserRouter(
  [
    { path: '/sign-in', element: <SignIn />, errorElement: <Crash /> },
    {
      path: '/',
      element: <Shell />,
      errorElement: <Crash />,
      children: [
        { index: true, element: <Overview /> },
        { path: 'payments', element: <PaymentsPage /> },
        { path: 'payments/:id', element: <PaymentDetailPage /> },
        { path: '*', element: <NotFound /> },
      ],
    },
  ],
  { basename: '/admin' },
);
