-- What rooms were searched for, and how often in vain, by month and one thing at a time: nothing of who asked.
CREATE TABLE room_searches (
    -- First day of the month, Helsinki time.
    month TEXT NOT NULL,
    -- '' where none was asked for.
    library TEXT NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    value TEXT NOT NULL,
    searches BIGINT NOT NULL,
    no_room BIGINT NOT NULL,
    no_time BIGINT NOT NULL,
    PRIMARY KEY (month, library, kind, about, value)
);
