import { useSyncExternalStore } from 'react';

const query = matchMedia('(prefers-color-scheme: dark)');

/** Whether to be dark: as the page says, or as the customer's device prefers. */
export function useDarkMode(theme: 'auto' | 'light' | 'dark'): boolean {
  const prefersDark = useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => query.matches,
  );
  return theme === 'auto' ? prefersDark : theme === 'dark';
}
