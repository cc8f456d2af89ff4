-- One writer, one event log: the story of payments moves into the log, the inbox keeps events as the bytes that came,
-- and a calendar of open payments takes the place of a job per payment.

-- The inbox: bytes instead of parsed JSON, and the payment that an event names.
ALTER TABLE "webhook_events" ADD COLUMN "body" BYTEA, ADD COLUMN "payment_ref" TEXT;
UPDATE "webhook_events"
SET "body" = convert_to("payload"::text, 'UTF8'),
    "payment_ref" = substring("payload" #>> '{data,object,metadata,payment_id}' FROM '^pay_[0-9a-z]{1,60}$');
ALTER TABLE "webhook_events" ALTER COLUMN "body" SET NOT NULL, DROP COLUMN "payload";

-- Only what waits, and what was given up, is ever looked for.
DROP INDEX "webhook_events_status_next_attempt_at_idx";
DROP INDEX "webhook_events_subject_status_idx";
CREATE INDEX "webhook_events_due_idx" ON "webhook_events"("next_attempt_at") WHERE "status" = 'received';
CREATE INDEX "webhook_events_waiting_idx" ON "webhook_events"("subject") WHERE "status" = 'received';
CREATE INDEX "webhook_events_failed_idx" ON "webhook_events"("received_at" DESC) WHERE "status" = 'failed';

-- CreateTable
CREATE TABLE "payment_checks" (
    "payment_id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "payment_checks_pkey" PRIMARY KEY ("payment_id")
);
CREATE INDEX "payment_checks_due_at_idx" ON "payment_checks"("due_at");
ALTER TABLE "payment_checks" ADD CONSTRAINT "payment_checks_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE CASCADE ON UPDATE CASCADE;
INSERT INTO "payment_checks" ("payment_id", "due_at")
SELECT "id", "created_at" + interval '10 minutes' FROM "payments" WHERE "status" NOT IN ('succeeded', 'canceled');

-- The job queue's tables are its own and may not be there yet; what they hold of the former jobs would only pile up.
DO $$
BEGIN
  IF to_regclass('jobs.schedule') IS NOT NULL THEN
    DELETE FROM jobs.schedule WHERE name = 'payments.sweep-inbox';
  END IF;
  IF to_regclass('jobs.job') IS NOT NULL THEN
    DELETE FROM jobs.job WHERE name IN ('payments.sync', 'payments.sweep-inbox');
  END IF;
END $$;

-- A payment with attempts has a last one.
UPDATE "payments" p
SET "last_attempt_at" = tried."at"
FROM (SELECT "payment_id", max("started_at") AS "at" FROM "payment_attempts" GROUP BY 1) AS tried
WHERE tried."payment_id" = p."id" AND p."last_attempt_at" IS NULL;

-- The story of every payment so far, in the words of the log. `part` orders what one moment tells.
INSERT INTO "domain_events" ("id", "type", "version", "subject_type", "subject_id", "shop_id", "actor_type", "actor_id", "cause", "data", "occurred_at", "recorded_at")
SELECT 'evt_' || told."key", told."type", 1, told."subject_type", told."subject_id", told."shop_id",
  CASE told."source" WHEN 'customer' THEN 'customer' WHEN 'system' THEN 'system' ELSE 'stripe' END,
  CASE told."source" WHEN 'customer' THEN told."customer_id" WHEN 'system' THEN 'payments.sync' END,
  CASE WHEN told."stripe_event_id" IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('stripeEventId', told."stripe_event_id") END,
  told."data", told."occurred_at", told."recorded_at"
FROM (
  SELECT md5('customer ' || c."id") AS "key", 'customer.created' AS "type", 'customer' AS "subject_type", c."id" AS "subject_id",
    c."shop_id", 'customer' AS "source", c."id" AS "customer_id", NULL AS "stripe_event_id",
    jsonb_build_object('orderId', first."id") AS "data", c."created_at" AS "occurred_at", c."created_at" AS "recorded_at", 0 AS "part"
  FROM "customers" c
  JOIN LATERAL (SELECT o."id" FROM "orders" o WHERE o."customer_id" = c."id" ORDER BY o."created_at", o."id" LIMIT 1) AS first ON true

  UNION ALL
  SELECT md5('order ' || o."id"), 'order.placed', 'order', o."id", o."shop_id", 'customer', o."customer_id", NULL,
    jsonb_build_object('amount', o."total"::text, 'currency', o."currency", 'paymentId', p."id", 'customerId', o."customer_id",
      'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object('productId', l."product_id", 'name', l."product_name",
        'quantity', l."quantity", 'amount', l."amount"::text) ORDER BY l."id"), '[]'::jsonb)
        FROM "order_lines" l WHERE l."order_id" = o."id")),
    o."created_at", o."created_at", 1
  FROM "orders" o JOIN "payments" p ON p."order_id" = o."id"

  UNION ALL
  SELECT md5('payment ' || p."id"), 'payment.created', 'payment', p."id", o."shop_id", 'customer', o."customer_id", NULL,
    jsonb_build_object('amount', p."amount"::text, 'currency', p."currency", 'orderId', o."id", 'customerId', o."customer_id"),
    p."created_at", p."created_at", 2
  FROM "payments" p JOIN "orders" o ON o."id" = p."order_id"

  UNION ALL
  SELECT md5(e."id"), 'payment.attempt_started', 'payment', p."id", o."shop_id", e."source", o."customer_id", e."stripe_event_id",
    jsonb_build_object('attemptId', (SELECT a."id" FROM "payment_attempts" a
      WHERE a."payment_id" = p."id" AND a."started_at" = e."occurred_at" ORDER BY a."id" LIMIT 1)),
    e."occurred_at", e."recorded_at", 3
  FROM "payment_events" e JOIN "payments" p ON p."id" = e."payment_id" JOIN "orders" o ON o."id" = p."order_id"
  WHERE e."kind" = 'attempt_started'

  UNION ALL
  SELECT md5(e."id"), 'payment.attempt_failed', 'payment', p."id", o."shop_id", e."source", o."customer_id", e."stripe_event_id",
    jsonb_build_object('amount', p."amount"::text, 'currency', p."currency", 'attemptId', NULL, 'chargeId', NULL, 'card', NULL,
      'failure', jsonb_build_object('failureClass', coalesce(e."detail" ->> 'failureClass', 'unknown'),
        'code', e."detail" ->> 'code', 'declineCode', e."detail" ->> 'declineCode', 'adviceCode', e."detail" ->> 'adviceCode',
        'networkDeclineCode', e."detail" ->> 'networkDeclineCode', 'outcomeType', e."detail" ->> 'outcomeType',
        'message', e."detail" ->> 'message')),
    e."occurred_at", e."recorded_at", 4
  FROM "payment_events" e JOIN "payments" p ON p."id" = e."payment_id" JOIN "orders" o ON o."id" = p."order_id"
  WHERE e."kind" = 'attempt_failed'

  UNION ALL
  SELECT md5('moved ' || e."id"), 'payment.status_changed', 'payment', p."id", o."shop_id", e."source", o."customer_id", e."stripe_event_id",
    jsonb_build_object('from', e."from_status", 'to', e."to_status"),
    e."occurred_at", e."recorded_at", 5
  FROM "payment_events" e JOIN "payments" p ON p."id" = e."payment_id" JOIN "orders" o ON o."id" = p."order_id"
  WHERE e."from_status" IS NOT NULL AND e."from_status" <> e."to_status"

  UNION ALL
  SELECT md5('action ' || e."id"), 'payment.action_required', 'payment', p."id", o."shop_id", e."source", o."customer_id", e."stripe_event_id",
    jsonb_build_object('attemptId', NULL), e."occurred_at", e."recorded_at", 6
  FROM "payment_events" e JOIN "payments" p ON p."id" = e."payment_id" JOIN "orders" o ON o."id" = p."order_id"
  WHERE e."kind" = 'status_changed' AND e."to_status" = 'requires_action'

  UNION ALL
  SELECT md5('captured ' || l."id"), 'payment.captured', 'payment', p."id", o."shop_id", 'api', o."customer_id", NULL,
    jsonb_build_object('amount', l."amount"::text, 'currency', l."currency", 'orderId', o."id", 'customerId', o."customer_id",
      'chargeId', l."stripe_object_id", 'card', jsonb_build_object('brand', p."card_brand", 'last4', p."card_last4")),
    l."occurred_at", l."recorded_at", 7
  FROM "ledger_entries" l JOIN "payments" p ON p."id" = l."payment_id" JOIN "orders" o ON o."id" = p."order_id"
  WHERE l."kind" = 'capture'

  UNION ALL
  SELECT md5('canceled ' || e."id"), 'payment.canceled', 'payment', p."id", o."shop_id", e."source", o."customer_id", e."stripe_event_id",
    jsonb_build_object('amount', p."amount"::text, 'currency', p."currency", 'orderId', o."id", 'reason', NULL),
    e."occurred_at", e."recorded_at", 8
  FROM "payment_events" e JOIN "payments" p ON p."id" = e."payment_id" JOIN "orders" o ON o."id" = p."order_id"
  WHERE e."kind" = 'status_changed' AND e."to_status" = 'canceled'
) AS told
ORDER BY told."recorded_at", told."part", told."key";

-- DropTable
DROP TABLE "payment_events";
