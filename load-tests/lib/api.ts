import http from 'k6/http';

const base = __ENV['BASE_URL'] ?? 'http://127.0.0.1:4000';
const headers = {
  'content-type': 'application/json',
  'x-publishable-key': __ENV['PUBLISHABLE_KEY'] ?? 'pk_flashstudio_demo',
  'x-embed-origin': base,
};

/** Asks a query of the shop's API. */
export function query(path: string, input: unknown) {
  return http.get(`${base}/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {
    headers,
    tags: { name: path },
  });
}

/** Calls a mutation of the shop's API. */
export function mutate(path: string, input: unknown) {
  return http.post(`${base}/trpc/${path}`, JSON.stringify(input), { headers, tags: { name: path } });
}
