import { describe, expect, it } from 'vitest';
import { fileNameOf, readCsv } from './csv-download.ts';

/** A response that comes in these pieces. */
const csv = (...pieces: string[]) =>
  new Response(
    new ReadableStream<string>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    }).pipeThrough(new TextEncoderStream()),
    { headers: { 'content-disposition': 'attachment; filename="audit-2026-11-30.csv"' } },
  );

describe('a CSV that is downloaded', () => {
  it('is whole, and its rows are counted as they come, without the head', async () => {
    const counts: number[] = [];
    const blob = await readCsv(csv('\uFEFFa,b\r\n', '1,"x\ny"\r', '\n2,z\r\n3,', 'w\r\n'), (rows) => counts.push(rows));
    expect(counts).toEqual([0, 0, 2, 3]);
    // As bytes: to be read as text the mark at the beginning would be taken away.
    const whole = new TextEncoder().encode('\uFEFFa,b\r\n1,"x\ny"\r\n2,z\r\n3,w\r\n');
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(whole);
  });

  it('has the name that the server gave it', () => {
    expect(fileNameOf(csv('a'), 'file.csv')).toBe('audit-2026-11-30.csv');
    expect(fileNameOf(new Response(''), 'file.csv')).toBe('file.csv');
  });

  it('that is refused tells why in the words of the server', async () => {
    const refused = Response.json({ error: { message: 'Your role does not allow this.' } }, { status: 403 });
    await expect(readCsv(refused, () => undefined)).rejects.toThrow('Your role does not allow this.');
    await expect(readCsv(new Response('<html>', { status: 502 }), () => undefined)).rejects.toThrow('try again');
  });
});
