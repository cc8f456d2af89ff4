import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

export interface DrawerProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** Beside the way out, such as steps to what comes before and after. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Shows one thing of a list beside it; over all of it on a phone. Escape and a click beside it lead back. */
export function Drawer({ open, onClose, title, actions, children }: DrawerProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(shown) => (shown ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/30 transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0 motion-reduce:transition-none" />
        <Dialog.Popup className="fixed inset-y-0 right-0 z-50 flex w-full flex-col border-l border-line bg-card shadow-2xl outline-none transition-transform duration-200 sm:w-[min(34rem,92vw)] data-[ending-style]:translate-x-full data-[starting-style]:translate-x-full motion-reduce:transition-none">
          <div className="flex min-h-14 items-center gap-2 border-b border-line px-5 py-2">
            <Dialog.Title className="min-w-0 flex-1 truncate text-base font-semibold">{title}</Dialog.Title>
            {actions}
            <Dialog.Close
              aria-label="Close"
              className="inline-flex size-9 items-center justify-center rounded-md text-soft hover:bg-raised hover:text-ink"
            >
              <X className="size-4" aria-hidden="true" />
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
