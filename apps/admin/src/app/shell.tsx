import { useQuery } from '@tanstack/react-query';
import { Menu, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Navigate, NavLink, Outlet, useLocation } from 'react-router';
import { Toaster } from 'sonner';
import { LiveIndicator } from '../features/live/live-indicator.tsx';
import { useLivePayments } from '../features/live/use-live-payments.ts';
import { usePermissions } from '../features/session/permissions.ts';
import { UserMenu } from '../features/session/user-menu.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/states.tsx';
import { isSignedOut, trpc } from './api.ts';
import { CommandPalette } from './command-palette.tsx';
import { PAGES } from './pages.ts';
import { ThemeToggle } from './theme-toggle.tsx';

/** What surrounds every page, for people who are signed in. */
export function Shell() {
  const session = useQuery(trpc.admin.session.queryOptions());
  const location = useLocation();
  if (isSignedOut(session.error)) {
    const back = `${location.pathname}${location.search}`;
    return <Navigate to={`/sign-in${back === '/' ? '' : `?to=${encodeURIComponent(back)}`}`} replace />;
  }
  if (session.isError) {
    return (
      <main className="grid min-h-dvh place-items-center p-6">
        <ErrorState title="The server cannot be reached" error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === undefined) return <main className="min-h-dvh" aria-busy="true" />;
  return <SignedIn user={session.data.user} demo={session.data.demo} />;
}

function SignedIn({ user, demo }: { user: { name: string; email: string; role: string }; demo: boolean }) {
  const live = useLivePayments();
  const permissions = usePermissions();
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  useEffect(() => setOpen(false), [pathname]);

  return (
    <div className="min-h-dvh md:grid md:grid-cols-[220px_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-card focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      {open ? (
        <button
          type="button"
          aria-label="Close the menu"
          className="fixed inset-0 z-30 bg-black/40 md:hidden"
          onClick={() => setOpen(false)}
        />
      ) : null}
      <aside
        className={`fixed inset-y-0 left-0 z-40 w-60 border-r border-line bg-page p-3 transition-transform md:sticky md:top-0 md:h-dvh md:w-auto md:visible md:translate-x-0 motion-reduce:transition-none ${open ? 'translate-x-0' : 'invisible -translate-x-full'}`}
      >
        <div className="flex h-10 items-center justify-between px-2">
          <span className="flex items-center gap-2 font-semibold tracking-tight">
            <img src="/admin/favicon.svg" alt="" className="size-6" />
            FlashStudio
          </span>
          <Button look="ghost" className="md:hidden" aria-label="Close the menu" onClick={() => setOpen(false)}>
            <X className="size-4" />
          </Button>
        </div>
        <nav aria-label="Main" className="mt-4 grid gap-0.5">
          {PAGES.filter(({ needs }) => permissions.includes(needs)).map(({ to, label, icon: Icon, end }) => (
            <NavLink
              key={to}
              to={to}
              end={end}
              className={({ isActive }) =>
                `flex items-center gap-2.5 rounded-md px-2 py-1.5 font-medium ${isActive ? 'bg-raised text-ink' : 'text-soft hover:bg-raised hover:text-ink'}`
              }
            >
              <Icon className="size-4" aria-hidden="true" />
              {label}
            </NavLink>
          ))}
        </nav>
      </aside>
      <div className="min-w-0">
        <header className="sticky top-0 z-20 flex h-14 items-center gap-2 border-b border-line bg-page/90 px-4 backdrop-blur md:px-8">
          <Button look="ghost" className="md:hidden" aria-label="Open the menu" onClick={() => setOpen(true)}>
            <Menu className="size-4" />
          </Button>
          <CommandPalette />
          <div className="ml-auto flex items-center gap-2">
            {demo ? (
              <span className="hidden rounded-full bg-wait-soft px-2.5 py-0.5 text-xs font-medium text-wait sm:inline">
                Demo data
              </span>
            ) : null}
            <LiveIndicator state={live} />
            <ThemeToggle />
            <UserMenu name={user.name} email={user.email} />
          </div>
        </header>
        <main id="content" tabIndex={-1} className="mx-auto max-w-6xl px-4 py-6 outline-none md:px-8 md:py-8">
          <Outlet />
        </main>
      </div>
      <Toaster position="bottom-right" />
    </div>
  );
}
