-- Roles: owner, admin, analyst and support, where there were admin and viewer.

-- AlterTable
ALTER TABLE "users" ALTER COLUMN "role" SET DEFAULT 'analyst';

-- Viewers looked at payments, as analysts do. Nobody's session has to end: it is read anew with every request.
UPDATE "users" SET "role" = 'analyst' WHERE "role" = 'viewer';

-- Somebody has to be able to give roles: the first admin who can sign in, or the first of all where none can. The others
-- stay admins, who may do all they could before.
UPDATE "users" SET "role" = 'owner'
WHERE "id" = (
  SELECT u."id" FROM "users" u
  WHERE u."role" = 'admin'
  ORDER BY EXISTS (
    SELECT FROM "accounts" a
    WHERE a."user_id" = u."id" AND a."provider_id" = 'credential' AND a."password" IS NOT NULL
  ) DESC, u."created_at", u."id"
  LIMIT 1
);
