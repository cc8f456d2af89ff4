-- What was booked by a false word of Stripe's is taken back, and booked as Stripe has it, when a person has looked at it.
ALTER TYPE "LedgerKind" ADD VALUE 'reversal';
ALTER TYPE "LedgerKind" ADD VALUE 'rebooking';
