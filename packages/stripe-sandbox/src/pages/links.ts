/** Objects that have a page of their own, by the prefix of their ids. */
const PAGES = [
  [/^pi_[A-Za-z0-9]+$/, '/payments/'],
  [/^cus_[A-Za-z0-9]+$/, '/customers/'],
  [/^evt_[A-Za-z0-9]+$/, '/events/'],
  [/^req_[A-Za-z0-9]+$/, '/requests/'],
] as const;

/** The page of the object with this id; undefined when there is none. */
export function hrefOf(id: string): string | undefined {
  const found = PAGES.find(([form]) => form.test(id));
  return found === undefined ? undefined : `${found[1]}${id}`;
}
