/** Reads a stream of CSV and tells after each piece how many rows have come. Gives the file. */
export async function readCsv(response: Response, onRows: (rows: number) => void): Promise<Blob> {
  if (!response.ok || response.body === null) throw new Error(await problemOf(response));
  const pieces: BlobPart[] = [];
  let rows = -1;
  let last = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    pieces.push(value);
    // CR LF ends a row and stands nowhere else; the two may come apart.
    for (const byte of value) {
      if (byte === 10 && last === 13) rows += 1;
      last = byte;
    }
    onRows(Math.max(0, rows));
  }
  return new Blob(pieces, { type: 'text/csv;charset=utf-8' });
}

/** What the server says is wrong, in its words. */
async function problemOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : null;
  return typeof message === 'string' ? message : 'The file could not be made. Please try again.';
}

/** The name the server gave a file. */
export function fileNameOf(response: Response, otherwise: string): string {
  const [, name = otherwise] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  return name;
}
