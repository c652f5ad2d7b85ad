-- A name as people type it: lower case, without dots and accents. The databases' own LOWER knows ASCII only.
ALTER TABLE people ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
UPDATE people SET name_folded =
    LOWER(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(name, 'Ä', 'a'), 'ä', 'a'), 'Ö', 'o'), 'ö', 'o'), 'Å', 'a'), 'å', 'a'));

-- Under which key somebody signed in, so that the same request sent again makes no second session.
ALTER TABLE sessions ADD COLUMN begun_by TEXT;
