import { MAX_EMAIL_LENGTH, MAX_NAME_LENGTH } from '@flashstudio/input-rules';
import type { Ref } from 'react';
import type { Contact } from './use-contact.ts';

interface ContactFieldsProps {
  readonly contact: Contact;
  /** What is wrong with a field, where something is. */
  readonly wrong: { readonly field: 'email' | 'name'; readonly message: string } | null;
  readonly emailRef: Ref<HTMLInputElement>;
  readonly nameRef: Ref<HTMLInputElement>;
  readonly onEdit: () => void;
}

/** Where the receipt goes, and whose card it is. */
export function ContactFields({ contact, wrong, emailRef, nameRef, onEdit }: ContactFieldsProps) {
  const faultOf = (field: 'email' | 'name') => (wrong?.field === field ? wrong.message : undefined);
  const markedBy = (field: 'email' | 'name') => ({
    id: field,
    'aria-invalid': faultOf(field) !== undefined,
    'aria-describedby': faultOf(field) === undefined ? undefined : `${field}-problem`,
  });
  return (
    <>
      <div className={faultOf('email') === undefined ? 'field' : 'field wrong'}>
        <label htmlFor="email">Email</label>
        <input
          {...markedBy('email')}
          ref={emailRef}
          type="email"
          autoComplete="email"
          maxLength={MAX_EMAIL_LENGTH}
          value={contact.email}
          placeholder="you@example.com"
          onChange={(event) => {
            contact.setEmail(event.target.value);
            onEdit();
          }}
        />
        <Fault id="email-problem" message={faultOf('email')} />
      </div>
      <div className={faultOf('name') === undefined ? 'field' : 'field wrong'}>
        <label htmlFor="name">
          Name on card <small>optional</small>
        </label>
        <input
          {...markedBy('name')}
          ref={nameRef}
          autoComplete="cc-name"
          maxLength={MAX_NAME_LENGTH}
          value={contact.name}
          onChange={(event) => {
            contact.setName(event.target.value);
            onEdit();
          }}
        />
        <Fault id="name-problem" message={faultOf('name')} />
      </div>
    </>
  );
}

function Fault({ id, message }: { id: string; message: string | undefined }) {
  if (message === undefined) return null;
  return (
    <p id={id} className="hint-wrong">
      {message}
    </p>
  );
}
