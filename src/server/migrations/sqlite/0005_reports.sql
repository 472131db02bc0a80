-- What devices reported when they asked to be frozen: each by itself, so that a later one takes the place of none. `settled`: somebody
-- has let the device go on since.
ALTER TABLE contained ADD COLUMN heard INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contained ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contained ADD COLUMN reported INTEGER;
ALTER TABLE contained ADD COLUMN report BLOB;

-- By which nonce it came was not kept.
INSERT INTO contained (facility, device, nonce, heard, settled, reported, report)
SELECT facility, device, device, 0, CASE WHEN frozen IS NULL THEN 1 ELSE 0 END, reported, report
FROM devices WHERE report IS NOT NULL AND reported IS NOT NULL;

ALTER TABLE devices DROP COLUMN reported;
ALTER TABLE devices DROP COLUMN report;
