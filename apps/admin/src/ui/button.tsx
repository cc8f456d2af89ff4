import { clsx } from 'clsx';
import type { ButtonHTMLAttributes } from 'react';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'primary' | 'plain' | 'ghost';
}

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:opacity-90 px-3.5',
  plain: 'border border-line bg-card hover:bg-raised px-3.5',
  ghost: 'text-soft hover:bg-raised hover:text-ink px-2.5',
} as const;

export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={clsx(
        'inline-flex h-9 items-center justify-center gap-2 rounded-md font-medium disabled:cursor-default disabled:opacity-50',
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  );
}
