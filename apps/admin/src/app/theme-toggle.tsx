import { Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';

/** Switches between light and dark and remembers it. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(document.documentElement.dataset.theme ?? 'light');
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <Button
      look="ghost"
      aria-label={`Use the ${next} theme`}
      onClick={() => {
        document.documentElement.dataset.theme = next;
        localStorage.setItem('theme', next);
        setTheme(next);
      }}
    >
      {theme === 'dark' ? <Sun className="size-4" /> : <Moon className="size-4" />}
    </Button>
  );
}
