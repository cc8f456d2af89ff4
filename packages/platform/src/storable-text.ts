/** Whether PostgreSQL can hold a text: it has no NUL and no half of a surrogate pair. */
function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

/** Whether it can hold every text in a value that came as JSON, names of fields included. */
export function isStorable(value: unknown): boolean {
  const waiting: unknown[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string' && !isStorableText(next)) return false;
    if (typeof next !== 'object' || next === null) continue;
    for (const [name, inner] of Object.entries(next)) {
      if (!isStorableText(name)) return false;
      if (inner !== undefined) waiting.push(inner);
    }
  }
  return true;
}
