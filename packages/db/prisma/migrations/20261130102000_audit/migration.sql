-- What people and API keys did: append-only and chained by hashes.

-- What an entry is searched by, in the form that searches compare. Cut, as the texts of payments are.
CREATE FUNCTION audit_search_text("actor_name" text, "action" text, "subject_id" text, "reason" text, "address" text, "request_id" text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(search_form(
  "actor_name" || E'\n' || "action" || E'\n' || "subject_id" || E'\n' || coalesce("address", '') || E'\n' ||
  coalesce("request_id", '') || E'\n' || coalesce("reason", '')
), 1000);

-- CreateTable
CREATE TABLE "audit_entries" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,
    "address" TEXT,
    "request_id" TEXT,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "search" TEXT NOT NULL GENERATED ALWAYS AS (audit_search_text("actor_name", "action", "subject_id", "reason", "address", "request_id")) STORED,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("seq"),
    CONSTRAINT "audit_entries_actor_type_check" CHECK ("actor_type" IN ('person', 'api_key', 'operator', 'system', 'anonymous'))
);

-- CreateTable
CREATE TABLE "audit_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "entries" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "audit_head_id_check" CHECK ("id" = 1)
);

-- CreateTable
CREATE TABLE "audit_checks" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "entries" BIGINT NOT NULL,
    "problem" TEXT,

    CONSTRAINT "audit_checks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "audit_checks_id_check" CHECK ("id" = 1)
);

-- CreateIndex
CREATE INDEX "audit_entries_at_seq_idx" ON "audit_entries"("at", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_actor_id_at_seq_idx" ON "audit_entries"("actor_id", "at", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_action_at_seq_idx" ON "audit_entries"("action", "at", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_subject_type_at_seq_idx" ON "audit_entries"("subject_type", "at", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_subject_id_at_seq_idx" ON "audit_entries"("subject_id", "at", "seq");

-- CreateIndex: as for payments, without a pending list that every search would read through.
CREATE INDEX "audit_entries_grams_idx" ON "audit_entries" USING gin (search_grams("search")) WITH (fastupdate = off);

-- The chain begins with zeros.
INSERT INTO "audit_head" ("id", "entries", "hash") VALUES (1, 0, repeat('0', 64));

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: the audit is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entries"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- The head exists once, and goes on by one entry at a time.
CREATE TRIGGER "audit_head_stays" BEFORE INSERT OR DELETE OR TRUNCATE ON "audit_head"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER "audit_head_moves_on" BEFORE UPDATE ON "audit_head" FOR EACH ROW
WHEN (NEW."id" <> OLD."id" OR NEW."entries" <> OLD."entries" + 1)
EXECUTE FUNCTION refuse_audit_change();

-- Wrong passwords for people there are, counted rather than told one by one. One row a person.
-- CreateTable
CREATE TABLE "sign_in_failures" (
    "user_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "last_address" TEXT NOT NULL,

    CONSTRAINT "sign_in_failures_pkey" PRIMARY KEY ("user_id")
);

-- AddForeignKey
ALTER TABLE "sign_in_failures" ADD CONSTRAINT "sign_in_failures_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
