import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';

/** Reads a JSON body; none is an empty object. Throws a 400 that says what does not fit. */
export async function readBody<T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> {
  const read = schema.safeParse(parse(await c.req.text()));
  if (!read.success) throw refusal(400, z.prettifyError(read.error));
  return read.data;
}

/** An answer of the control API in place of what was asked for. */
export function refusal(status: 400 | 404, message: string): HTTPException {
  return new HTTPException(status, { message });
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw refusal(400, 'The body is no JSON.');
  }
}
