import { useState } from 'react';

/** What the customer says of themselves. */
export interface Contact {
  readonly email: string;
  readonly name: string;
  setEmail(email: string): void;
  setName(name: string): void;
}

/** E-mail and name as typed; the e-mail address the page suggests stands in for one the customer has not typed. */
export function useContact(suggested: string): Contact {
  const [typed, setTyped] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [known, setKnown] = useState(suggested);
  if (suggested !== known) {
    setKnown(suggested);
    // A field that was emptied waits for what comes; one that was typed in is the customer's.
    if (typed === '') setTyped(null);
  }
  return { email: typed ?? suggested, name, setEmail: setTyped, setName };
}
