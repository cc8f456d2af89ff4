-- The cookies of sessions begun before lie at the host of the checkout, which is no longer that of the admin.
DELETE FROM "sessions";
