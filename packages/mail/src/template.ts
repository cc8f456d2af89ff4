import type { Prisma } from '@flashstudio/db';
import type { ReactElement } from 'react';
import { render } from 'react-email';
import type { z } from 'zod';

/** A mail as it is read. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** A template whatever its payload: what the outbox needs to send what it kept. */
export interface StoredTemplate {
  readonly name: string;
  /** Throws when the payload that was kept does not fit. */
  render(kept: unknown): Promise<RenderedMail>;
}

/** A kind of mail, and what is needed to write one. */
export interface MailTemplate<Payload extends Prisma.InputJsonObject> extends StoredTemplate {
  /** The payload as it is kept. Throws when it does not fit. */
  keep(payload: Payload): Payload;
}

export interface TemplateDeclaration<Schema extends z.ZodType<Prisma.InputJsonObject>> {
  /** Names it in the outbox, for as long as mails of its kind wait there. */
  readonly name: string;
  /** What it is written from: JSON, as it is kept until the mail is sent. */
  readonly payload: Schema;
  subject(payload: z.output<Schema>): string;
  body(payload: z.output<Schema>): ReactElement;
}

/** Declares a kind of mail. It is rendered when it is sent, as HTML and as plain text. */
export function defineTemplate<Schema extends z.ZodType<Prisma.InputJsonObject>>(
  declaration: TemplateDeclaration<Schema>,
): MailTemplate<z.output<Schema>> {
  const { name, payload: schema } = declaration;
  return {
    name,
    keep: (payload) => schema.parse(payload),
    async render(kept) {
      const payload = schema.parse(kept);
      const body = declaration.body(payload);
      return {
        subject: declaration.subject(payload),
        html: await render(body),
        text: await render(body, { plainText: true }),
      };
    },
  };
}
