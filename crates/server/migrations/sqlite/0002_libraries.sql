CREATE TABLE libraries (
    id TEXT NOT NULL PRIMARY KEY,
    tprek BIGINT UNIQUE,
    kirkanta BIGINT UNIQUE,
    -- Texts and lists are JSON in the shape of the API.
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    street TEXT NOT NULL,
    zip TEXT NOT NULL,
    lat DOUBLE PRECISION NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    offers TEXT NOT NULL,
    about TEXT NOT NULL
);

-- One row per library and day whose hours are known. A day without a row is unknown, not closed.
CREATE TABLE library_days (
    library TEXT NOT NULL REFERENCES libraries (id),
    date TEXT NOT NULL,
    openings TEXT NOT NULL,
    exception TEXT,
    PRIMARY KEY (library, date)
);
