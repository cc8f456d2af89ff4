import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { usePermissions } from '../features/session/permissions.ts';
import { PAGES } from './pages.ts';

/** ⌘K: to a page, or to payments that match what is typed. */
export function CommandPalette() {
  const [open, setOpen] = useState(false);
  const [term, setTerm] = useState('');
  const navigate = useNavigate();
  const permissions = usePermissions();
  const pages = PAGES.filter(({ needs }) => permissions.includes(needs));

  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((shown) => !shown);
    };
    addEventListener('keydown', toggle);
    return () => removeEventListener('keydown', toggle);
  }, []);

  const go = (to: string) => {
    setOpen(false);
    setTerm('');
    void navigate(to);
  };
  const item = 'flex cursor-pointer items-center gap-2 rounded-md px-3 py-2 aria-selected:bg-raised';
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="flex h-9 items-center gap-2 rounded-md border border-line bg-card px-3 text-soft hover:text-ink sm:w-64"
      >
        <Search className="size-4" aria-hidden="true" />
        <span className="hidden sm:inline">Search</span>
        <kbd className="ml-auto hidden font-sans text-xs sm:inline">⌘K</kbd>
      </button>
      <Command.Dialog
        open={open}
        onOpenChange={setOpen}
        label="Search"
        shouldFilter={false}
        overlayClassName="fixed inset-0 z-40 bg-black/30"
        contentClassName="fixed top-[18vh] left-1/2 z-50 w-[min(560px,92vw)] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-card shadow-2xl"
      >
        <Command.Input
          value={term}
          onValueChange={setTerm}
          placeholder="Payment id, e-mail, last four digits, or a page"
          className="w-full border-b border-line bg-transparent px-4 py-3 outline-none"
        />
        <Command.List className="p-1.5">
          {term.trim() === '' ? null : (
            <Command.Item
              className={item}
              onSelect={() =>
                go(
                  term.startsWith('pay_')
                    ? `/payments/${term.trim()}`
                    : `/payments?search=${encodeURIComponent(term.trim())}`,
                )
              }
            >
              Find payments with “{term.trim()}”
            </Command.Item>
          )}
          {pages.map(({ to, label }) => (
            <Command.Item key={to} className={item} onSelect={() => go(to)}>
              Go to {label}
            </Command.Item>
          ))}
        </Command.List>
      </Command.Dialog>
    </>
  );
}
