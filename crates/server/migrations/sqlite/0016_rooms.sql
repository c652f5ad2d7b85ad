-- Rooms and workshop machines, and who has booked them. Instants are milliseconds since 1970, UTC; quarters and days are
-- counted from 1970-01-01T00:00Z.

-- What has to be learned before a machine can be used: as JSON.
CREATE TABLE inductions (
    id TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL
);

CREATE TABLE rooms (
    id TEXT NOT NULL PRIMARY KEY,
    library TEXT NOT NULL REFERENCES libraries (id),
    -- As everybody may see it, with its rules: JSON.
    data TEXT NOT NULL,
    -- The code of its door, for who has booked it.
    door_code TEXT,
    -- What is written at its door, to check in with.
    here_code TEXT
);

-- How much one person may book, in a library or ('') anywhere: JSON.
CREATE TABLE booking_policies (
    library TEXT NOT NULL PRIMARY KEY,
    quotas TEXT NOT NULL
);

-- What one party uses at a time: a room, or a part of one.
CREATE TABLE leaves (
    id TEXT NOT NULL PRIMARY KEY,
    -- Grows with every change of its days. Whoever changes them updates it first: that is the lock. Never decreases and is
    -- never deleted: by the sum of all, readers know whether anything has changed.
    version BIGINT NOT NULL
);

-- A day of a leaf, 96 quarter-hours in UTC in halves of 48 bits: what bookings use, and what they use or keep clear.
-- Made of the claims; `jaettu-server check` holds the two equal.
CREATE TABLE busy_days (
    leaf TEXT NOT NULL REFERENCES leaves (id),
    day BIGINT NOT NULL,
    used_low BIGINT NOT NULL,
    used_high BIGINT NOT NULL,
    reach_low BIGINT NOT NULL,
    reach_high BIGINT NOT NULL,
    PRIMARY KEY (leaf, day)
);

CREATE TABLE bookings (
    id TEXT NOT NULL PRIMARY KEY,
    -- The room; of a pool the machine that was assigned.
    room TEXT NOT NULL REFERENCES rooms (id),
    pool TEXT REFERENCES rooms (id),
    -- Those that were booked together.
    series TEXT,
    -- Nobody, if it is the library's own, or once whoever it was has had their data erased.
    person TEXT REFERENCES people (id) ON DELETE SET NULL,
    origin TEXT NOT NULL CHECK (origin IN ('own', 'behalf', 'library', 'block')),
    state TEXT NOT NULL
        CHECK (state IN ('held', 'pending', 'confirmed', 'cancelled', 'denied', 'expired', 'no_show')),
    from_quarter BIGINT NOT NULL,
    until_quarter BIGINT NOT NULL,
    before_minutes BIGINT NOT NULL,
    after_minutes BIGINT NOT NULL,
    people BIGINT,
    purpose TEXT NOT NULL,
    -- Said at the desk or typed at the door.
    code TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    held_until BIGINT,
    checked_in_at BIGINT,
    ended_at BIGINT,
    version BIGINT NOT NULL,
    CHECK (from_quarter < until_quarter),
    CHECK (state <> 'held' OR held_until IS NOT NULL),
    CHECK ((state IN ('held', 'pending', 'confirmed')) = (ended_at IS NULL))
);
CREATE INDEX bookings_by_room ON bookings (room, from_quarter);
CREATE INDEX bookings_by_person ON bookings (person, until_quarter);
CREATE INDEX bookings_by_start ON bookings (from_quarter);
CREATE INDEX bookings_by_series ON bookings (series);
CREATE INDEX bookings_by_deadline ON bookings (state, held_until);

-- What a live booking takes of each leaf.
CREATE TABLE claims (
    -- Written before the booking, whose room is known once it has won: looked at when the transaction ends.
    booking TEXT NOT NULL REFERENCES bookings (id) DEFERRABLE INITIALLY DEFERRED,
    leaf TEXT NOT NULL REFERENCES leaves (id),
    from_quarter BIGINT NOT NULL,
    until_quarter BIGINT NOT NULL,
    before_quarters BIGINT NOT NULL,
    after_quarters BIGINT NOT NULL,
    PRIMARY KEY (booking, leaf)
);
CREATE INDEX claims_by_leaf ON claims (leaf, until_quarter);

-- Who waits for a time that others have; the first in order of id gets it first.
CREATE TABLE waits (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    room TEXT NOT NULL REFERENCES rooms (id),
    from_quarter BIGINT NOT NULL,
    until_quarter BIGINT NOT NULL,
    people BIGINT,
    made_at BIGINT NOT NULL,
    -- What is kept for them, once the time is free: the wait has ended then.
    booking TEXT REFERENCES bookings (id)
);
CREATE INDEX waits_by_room ON waits (room, from_quarter);
CREATE INDEX waits_by_person ON waits (person);

-- Who has learned what.
CREATE TABLE inducted (
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    induction TEXT NOT NULL REFERENCES inductions (id),
    library TEXT NOT NULL REFERENCES libraries (id),
    given_at BIGINT NOT NULL,
    -- The last day on which it counts.
    valid_until TEXT,
    PRIMARY KEY (person, induction)
);

-- The address at which somebody's own bookings can be had as a calendar. It is in their calendar program only.
CREATE TABLE calendars (
    person TEXT NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

INSERT INTO content_versions (feature, version) VALUES ('rooms', 0);
