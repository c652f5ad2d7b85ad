-- The programme, part by part as the importer reads it: always read, checked and replaced as a whole.
CREATE TABLE programme_parts (
    kind TEXT NOT NULL CHECK (kind IN ('plan', 'category_type', 'action', 'indicator', 'effect')),
    id TEXT NOT NULL,
    position BIGINT NOT NULL,
    -- JSON in the shape of the import format.
    document TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);

-- What each import changed, field by field; written in the transaction of the import and never touched again.
CREATE TABLE programme_changes (
    id BIGINT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    action TEXT,
    indicator TEXT,
    change TEXT NOT NULL
);
CREATE INDEX programme_changes_by_action ON programme_changes (action, id);
