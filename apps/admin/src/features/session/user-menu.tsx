import { Menu } from '@base-ui/react/menu';
import { LogOut } from 'lucide-react';
import { useNavigate } from 'react-router';
import { toast } from 'sonner';
import { queryClient } from '../../app/api.ts';
import { authClient } from './auth-client.ts';

/** Who is signed in, and the way out. */
export function UserMenu({ name, email }: { name: string; email: string }) {
  const navigate = useNavigate();
  const initials = name
    .split(' ')
    .map((part) => part.charAt(0))
    .join('')
    .slice(0, 2)
    .toUpperCase();

  async function signOut() {
    const { error } = await authClient.signOut();
    if (error !== null) {
      toast.error('Signing out failed. Please try again.');
      return;
    }
    queryClient.clear();
    void navigate('/sign-in');
  }

  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={`${initials}, account of ${name}`}
        className="grid size-8 place-items-center rounded-full bg-accent text-xs font-semibold text-on-accent"
      >
        <span aria-hidden="true">{initials}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={8} className="z-50">
          <Menu.Popup className="min-w-56 rounded-xl border border-line bg-card p-1.5 shadow-xl outline-none">
            <div className="px-3 py-2">
              <p className="font-medium">{name}</p>
              <p className="text-soft">{email}</p>
            </div>
            <Menu.Item
              className="flex cursor-pointer items-center gap-2 rounded-md px-3 py-2 outline-none data-[highlighted]:bg-raised"
              onClick={() => void signOut()}
            >
              <LogOut className="size-4" aria-hidden="true" />
              Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
