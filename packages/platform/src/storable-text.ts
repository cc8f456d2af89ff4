/** Whether PostgreSQL can hold a text: it has no NUL and no half of a surrogate pair. */
function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

/**
 * Where in a value that came as JSON there is text that PostgreSQL cannot hold, as in `customer.name`; null when there is
 * none. Empty when the value itself is such a text. The name of a field may be such text too: then what has the field is
 * named.
 */
export function findUnstorable(value: unknown): string | null {
  const waiting: { readonly path: string; readonly value: unknown }[] = [{ path: '', value }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next.value === 'string' && !isStorableText(next.value)) return next.path;
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const [name, inner] of Object.entries(next.value)) {
      if (!isStorableText(name)) return next.path;
      if (inner !== undefined) waiting.push({ path: next.path === '' ? name : `${next.path}.${name}`, value: inner });
    }
  }
  return null;
}
