-- What Stripe says of a payment that is not what the order says: a person has to look.
ALTER TABLE "payments" ADD COLUMN "review_reason" TEXT;
-- Few ever: health counts them.
CREATE INDEX "payments_in_review_idx" ON "payments" ("id") WHERE "review_reason" IS NOT NULL;

-- The version in whose shape an event came.
ALTER TABLE "webhook_events" ADD COLUMN "api_version" TEXT;
