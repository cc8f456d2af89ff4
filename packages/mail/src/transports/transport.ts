/** A mail ready to go. */
export interface OutgoingMail {
  /** Stable per message: a second delivery after a crash carries the same Message-ID (RFC 5322), which mail programs fold. */
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Takes mail to where it is read. Rejects when it could not be handed over. */
export interface MailTransport {
  send(mail: OutgoingMail): Promise<void>;
  close(): Promise<void>;
}
