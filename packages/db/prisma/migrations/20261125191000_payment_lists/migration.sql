-- Lists and searches of payments: every one is served by an index, however many payments there are.

-- CreateEnum
CREATE TYPE "PaymentOutcome" AS ENUM ('open', 'failed', 'succeeded', 'canceled');

CREATE FUNCTION payment_outcome("status" "PaymentStatus", "failure_class" text) RETURNS "PaymentOutcome"
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN "status" = 'succeeded' THEN 'succeeded'::"PaymentOutcome"
  WHEN "status" = 'canceled' THEN 'canceled'::"PaymentOutcome"
  WHEN "status" = 'requires_payment_method' AND "failure_class" IS NOT NULL THEN 'failed'::"PaymentOutcome"
  ELSE 'open'::"PaymentOutcome"
END;

-- What the lists filter by. A change of status that leaves the outcome as it was (open to open) writes no index.
ALTER TABLE "payments"
ADD COLUMN "outcome" "PaymentOutcome" NOT NULL GENERATED ALWAYS AS (payment_outcome("status", "failure_class")) STORED;

-- DropIndex
DROP INDEX "payments_status_created_at_idx";

-- One for each outcome, in the order of the table itself: PostgreSQL expects an index that begins with the outcome to jump
-- about the table, and may then rather read all payments by date and throw most of them away.
CREATE INDEX "payments_open_idx" ON "payments"("created_at" DESC, "id" DESC) WHERE "outcome" = 'open';
CREATE INDEX "payments_failed_idx" ON "payments"("created_at" DESC, "id" DESC) WHERE "outcome" = 'failed';
CREATE INDEX "payments_succeeded_idx" ON "payments"("created_at" DESC, "id" DESC) WHERE "outcome" = 'succeeded';
CREATE INDEX "payments_canceled_idx" ON "payments"("created_at" DESC, "id" DESC) WHERE "outcome" = 'canceled';

-- CreateIndex
CREATE INDEX "payments_outcome_card_last4_created_at_id_idx" ON "payments"("outcome", "card_last4", "created_at", "id");

-- The form in which texts and terms are compared: lower case, compatible characters made equal, single spaces.
CREATE FUNCTION search_form(plain text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(regexp_replace(normalize(plain, NFKC), '\s+', ' ', 'g'));

-- Every run of three characters, and the two shorter ones at the end, so that a term of any length can be looked up.
-- pg_trgm would skip all that is not a letter or digit in the server's locale (in the C locale: every letter outside
-- ASCII), and leave terms of one or two characters to a scan.
CREATE FUNCTION search_grams(form text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(ARRAY(SELECT substr(form, at, 3) FROM generate_series(1, length(form)) AS at));

-- What the grams of a text must hold if it contains the term: every second one, which is every pair of neighbours, in
-- half the time. Texts found still have to be compared. Called unsafe for parallel queries so that no search becomes one:
-- to start the workers takes longer than to search.
CREATE FUNCTION search_query(form text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE
RETURN (
  SELECT string_agg(
    '''' || regexp_replace(substr(form, at, 3), '([''\\])', '\1\1', 'g') || '''' || CASE WHEN length(form) < 3 THEN ':*' ELSE '' END,
    ' & ')::tsquery
  FROM (
    SELECT generate_series(1, length(form) - 3, 2) AS at
    UNION SELECT greatest(length(form) - 2, 1)
  ) AS runs
);

-- CreateTable
CREATE TABLE "payment_search" (
    "payment_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT NOT NULL,
    "outcome" "PaymentOutcome" NOT NULL,

    CONSTRAINT "payment_search_pkey" PRIMARY KEY ("payment_id")
);

-- Vacuumed early, so that index-only scans of the newest rows need not look at the table; with room on each page for
-- the outcome, the one column that changes: it is in no index, so that changing it writes none.
ALTER TABLE "payment_search" SET (autovacuum_vacuum_insert_scale_factor = 0.01, fillfactor = 90);

-- What an order's payments are searched by. Cut, because an index row must fit on a page. Locks the customer against a new
-- name until the payment is there to be told of it.
CREATE FUNCTION payment_search_text(of_order text) RETURNS text
LANGUAGE sql VOLATILE STRICT
RETURN left(concat_ws(E'\n',
  (
    SELECT concat_ws(E'\n', search_form(c."email"), search_form(c."name"))
    FROM "customers" c
    WHERE c."id" = (SELECT o."customer_id" FROM "orders" o WHERE o."id" = of_order)
    FOR SHARE
  ),
  (SELECT search_form(o."customer_name") FROM "orders" o WHERE o."id" = of_order)
), 500);

INSERT INTO "payment_search" ("payment_id", "order_id", "created_at", "text", "outcome")
SELECT "id", "order_id", "created_at", payment_search_text("order_id"), "outcome" FROM "payments" ORDER BY "created_at";

-- CreateIndex
CREATE INDEX "payment_search_created_at_payment_id_order_id_text_idx" ON "payment_search"("created_at", "payment_id", "order_id", "text");

-- CreateIndex: for prefixes, whatever the database's collation.
CREATE INDEX "payment_search_payment_id_idx" ON "payment_search"("payment_id" text_pattern_ops);
CREATE INDEX "payment_search_order_id_idx" ON "payment_search"("order_id" text_pattern_ops);

-- Without a pending list: a search would have to read through all of it.
CREATE INDEX "payment_search_grams_idx" ON "payment_search" USING gin (search_grams("text")) WITH (fastupdate = off);

-- AddForeignKey
ALTER TABLE "payment_search" ADD CONSTRAINT "payment_search_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE FUNCTION add_payment_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "payment_search" ("payment_id", "order_id", "created_at", "text", "outcome")
  SELECT "id", "order_id", "created_at", payment_search_text("order_id"), "outcome" FROM added;
  RETURN NULL;
END
$$;

CREATE TRIGGER "payments_search_added" AFTER INSERT ON "payments"
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_payment_search();

CREATE FUNCTION change_payment_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "payment_search" SET "created_at" = NEW."created_at", "outcome" = NEW."outcome" WHERE "payment_id" = NEW."id";
  RETURN NULL;
END
$$;

CREATE TRIGGER "payments_search_changed" AFTER UPDATE ON "payments" FOR EACH ROW
WHEN ((OLD."created_at", OLD."outcome") IS DISTINCT FROM (NEW."created_at", NEW."outcome"))
EXECUTE FUNCTION change_payment_search();

CREATE FUNCTION rename_payment_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "payment_search" s
  SET "text" = payment_search_text(p."order_id")
  FROM "orders" o
  JOIN "payments" p ON p."order_id" = o."id"
  WHERE s."payment_id" = p."id" AND (o."id" = NEW."id" OR o."customer_id" = NEW."id");
  RETURN NULL;
END
$$;

CREATE TRIGGER "customers_search_renamed" AFTER UPDATE ON "customers" FOR EACH ROW
WHEN ((OLD."email", OLD."name") IS DISTINCT FROM (NEW."email", NEW."name"))
EXECUTE FUNCTION rename_payment_search();

CREATE TRIGGER "orders_search_renamed" AFTER UPDATE ON "orders" FOR EACH ROW
WHEN ((OLD."customer_id", OLD."customer_name") IS DISTINCT FROM (NEW."customer_id", NEW."customer_name"))
EXECUTE FUNCTION rename_payment_search();
