import { useState } from 'react';

/** The latest value there was; undefined only until the first. */
export function useLast<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}

/** The value as it was when `hold` became true, and as it is otherwise. */
export function useHeld<T>(value: T, hold: boolean): T {
  const [held, setHeld] = useState(value);
  if (!hold && value !== held) setHeld(value);
  return hold ? held : value;
}
