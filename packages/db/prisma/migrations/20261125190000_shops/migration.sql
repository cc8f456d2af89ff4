-- Until now a publishable key was all there was of a shop. Every key becomes a shop of its own, with the key's name and
-- origins; orders, customers and products follow. On an empty database this only makes tables.

-- CreateTable
CREATE TABLE "shops" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "support_email" TEXT,
    "logo_url" TEXT,
    "accent_color" TEXT NOT NULL,
    "statement_suffix" TEXT,
    "time_zone" TEXT NOT NULL,
    "reporting_currency" CHAR(3) NOT NULL,
    "allowed_origins" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shops_pkey" PRIMARY KEY ("id")
);

-- AlterTable: filled below, and required after that.
ALTER TABLE "publishable_keys" ADD COLUMN "shop_id" TEXT;
ALTER TABLE "customers" ADD COLUMN "shop_id" TEXT;
ALTER TABLE "products" ADD COLUMN "shop_id" TEXT;
ALTER TABLE "orders" ADD COLUMN "shop_id" TEXT, ADD COLUMN "customer_name" TEXT;

-- The shop of key pk_06f… is shop_06f…; ids of any other form give an id by their digest.
UPDATE "publishable_keys"
SET "shop_id" = 'shop_' || CASE WHEN "id" LIKE 'pk\_%' THEN substr("id", 4) ELSE md5("id") END;

-- Nobody has told the shop's look, zone or currency: the widget's own green, UTC, and what it mostly sold in.
INSERT INTO "shops" ("id", "name", "accent_color", "time_zone", "reporting_currency", "allowed_origins", "created_at", "updated_at")
SELECT k."shop_id", k."name", '#1f4d3a', 'UTC', coalesce(sold."currency", 'USD'), coalesce(k."allowed_origins", '{}'), k."created_at", k."created_at"
FROM "publishable_keys" k
LEFT JOIN (
  SELECT "publishable_key_id", mode() WITHIN GROUP (ORDER BY "currency") AS "currency" FROM "orders" GROUP BY 1
) sold ON sold."publishable_key_id" = k."id";

-- Orders may outlive their key, as nothing kept a key from being deleted: what it sold stays together in a shop that
-- nobody can buy from.
INSERT INTO "shops" ("id", "name", "accent_color", "time_zone", "reporting_currency", "allowed_origins", "created_at", "updated_at")
SELECT 'shop_' || md5(o."publishable_key_id"), 'Former shop', '#1f4d3a', 'UTC', mode() WITHIN GROUP (ORDER BY o."currency"), '{}', min(o."created_at"), min(o."created_at")
FROM "orders" o
WHERE NOT EXISTS (SELECT FROM "publishable_keys" k WHERE k."id" = o."publishable_key_id")
GROUP BY o."publishable_key_id";

-- The name a customer went by was the one their last checkout gave.
UPDATE "orders" o
SET "shop_id" = coalesce(
      (SELECT k."shop_id" FROM "publishable_keys" k WHERE k."id" = o."publishable_key_id"),
      'shop_' || md5(o."publishable_key_id")),
    "customer_name" = (SELECT c."name" FROM "customers" c WHERE c."id" = o."customer_id");

-- Customers who never ordered need a shop too, and there may be none.
INSERT INTO "shops" ("id", "name", "accent_color", "time_zone", "reporting_currency", "allowed_origins", "created_at", "updated_at")
SELECT 'shop_' || md5('customers'), 'Former shop', '#1f4d3a', 'UTC', 'USD', '{}', min("created_at"), min("created_at")
FROM "customers"
WHERE NOT EXISTS (SELECT FROM "shops")
HAVING count(*) > 0;

-- A customer stays with the shop they ordered at first, or goes to the first shop of all …
UPDATE "customers" c
SET "shop_id" = coalesce(
  (SELECT o."shop_id" FROM "orders" o WHERE o."customer_id" = c."id" ORDER BY o."created_at", o."id" LIMIT 1),
  (SELECT s."id" FROM "shops" s ORDER BY s."created_at", s."id" LIMIT 1));

-- DropIndex, CreateIndex: the same address may be known to several shops.
DROP INDEX "customers_email_key";
CREATE UNIQUE INDEX "customers_shop_id_email_key" ON "customers"("shop_id", "email");

-- … and is another customer at every other shop they ordered at.
INSERT INTO "customers" ("id", "shop_id", "email", "name", "created_at")
SELECT 'cus_' || substr(md5(c."id" || ' ' || o."shop_id"), 1, 26), o."shop_id", c."email", c."name", min(o."created_at")
FROM "orders" o
JOIN "customers" c ON c."id" = o."customer_id"
WHERE o."shop_id" <> c."shop_id"
GROUP BY c."id", o."shop_id";

UPDATE "orders" o
SET "customer_id" = here."id"
FROM "customers" first
JOIN "customers" here ON here."email" = first."email"
WHERE first."id" = o."customer_id" AND first."shop_id" <> o."shop_id" AND here."shop_id" = o."shop_id";

-- Products were offered with every key. With one key they are that shop's; with several they stay on offer in every
-- shop (no shop_id), since order lines and shops' pages name them by these ids.
UPDATE "products"
SET "shop_id" = (SELECT "shop_id" FROM "publishable_keys")
WHERE (SELECT count(*) FROM "publishable_keys") = 1;

-- AlterTable
ALTER TABLE "publishable_keys" DROP COLUMN "allowed_origins", ALTER COLUMN "shop_id" SET NOT NULL;
ALTER TABLE "customers" ALTER COLUMN "shop_id" SET NOT NULL;
ALTER TABLE "orders" ALTER COLUMN "shop_id" SET NOT NULL;

-- AddForeignKey
ALTER TABLE "publishable_keys" ADD CONSTRAINT "publishable_keys_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "customers" ADD CONSTRAINT "customers_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "orders" ADD CONSTRAINT "orders_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "products" ADD CONSTRAINT "products_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
