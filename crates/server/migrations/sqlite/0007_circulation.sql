-- Lending: holds, loans and faults of the copies. Instants are milliseconds since 1970, UTC.

-- Days on which the library is open that a hold is kept.
ALTER TABLE items ADD COLUMN pickup_days BIGINT NOT NULL DEFAULT 5 CHECK (pickup_days > 0);
-- When others wait, a loan may be asked back once it has lasted so many days; never without.
ALTER TABLE items ADD COLUMN recall_after_days BIGINT CHECK (recall_after_days > 0);
-- Whether a loan whose due day is closed may rather last a week longer, so that not all come back on one day.
ALTER TABLE items ADD COLUMN spread_returns BOOLEAN NOT NULL DEFAULT FALSE;
-- Grows with every decision about the thing. Whoever decides updates it first: that is the lock of its queue.
ALTER TABLE items ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
-- How many wait is counted from the holds.
ALTER TABLE items DROP COLUMN waiting;

-- The same table with one more place: "reserved", on the shelf but to be fetched for somebody.
CREATE TABLE copies_now (
    barcode TEXT NOT NULL PRIMARY KEY,
    item TEXT NOT NULL REFERENCES items (id),
    home TEXT NOT NULL REFERENCES libraries (id),
    library TEXT NOT NULL REFERENCES libraries (id),
    place TEXT NOT NULL
        CHECK (place IN ('shelf', 'reserved', 'on_loan', 'hold_shelf', 'transit', 'repair', 'missing', 'withdrawn')),
    due TEXT,
    condition TEXT NOT NULL CHECK (condition IN ('good', 'worn', 'incomplete')),
    -- A copy has a due date exactly when it is on loan: that of its loan, or what another system told.
    CHECK ((place = 'on_loan') = (due IS NOT NULL))
);
INSERT INTO copies_now SELECT barcode, item, home, library, place, due, condition FROM copies;
DROP TABLE copies;
ALTER TABLE copies_now RENAME TO copies;
CREATE INDEX copies_by_item ON copies (item);

CREATE TABLE holds (
    id TEXT NOT NULL PRIMARY KEY,
    item TEXT NOT NULL REFERENCES items (id),
    -- Nobody, once whoever it was has had their data erased.
    person TEXT REFERENCES people (id) ON DELETE SET NULL,
    pickup TEXT NOT NULL REFERENCES libraries (id),
    -- The queue is in this order, then by id.
    placed_at BIGINT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('waiting', 'to_fetch', 'in_transit', 'ready', 'loaned', 'cancelled', 'expired')),
    frozen_until TEXT,
    not_after TEXT,
    copy TEXT REFERENCES copies (barcode),
    ready_at BIGINT,
    pickup_until BIGINT,
    -- The library's hours are not known as far as that.
    pickup_unverified BOOLEAN NOT NULL,
    -- Shown at the desk or typed at the machine, unique among those that can be fetched.
    pickup_code TEXT,
    ended_at BIGINT,
    CHECK ((copy IS NOT NULL) = (state IN ('to_fetch', 'in_transit', 'ready', 'loaned'))),
    CHECK ((state IN ('waiting', 'to_fetch', 'in_transit', 'ready')) = (ended_at IS NULL))
);
CREATE INDEX holds_by_item ON holds (item, placed_at, id);
CREATE INDEX holds_by_person ON holds (person);
CREATE INDEX holds_by_deadline ON holds (state, pickup_until);
-- Nobody stands in a queue twice, and a copy waits for one person only.
CREATE UNIQUE INDEX holds_once ON holds (item, person) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX holds_copy ON holds (copy) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX holds_code ON holds (pickup_code) WHERE ended_at IS NULL;

CREATE TABLE loans (
    id TEXT NOT NULL PRIMARY KEY,
    item TEXT NOT NULL REFERENCES items (id),
    copy TEXT NOT NULL REFERENCES copies (barcode),
    person TEXT REFERENCES people (id) ON DELETE SET NULL,
    -- Where it was lent.
    library TEXT NOT NULL REFERENCES libraries (id),
    lent_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    due_unverified BOOLEAN NOT NULL,
    -- The due date never goes before this.
    promised_until BIGINT NOT NULL,
    renewals BIGINT NOT NULL,
    recalled_at BIGINT,
    returned_at BIGINT,
    -- When staff gave up waiting for it.
    written_off_at BIGINT,
    -- What belongs to the copy and did not come back with it: a list of texts as JSON.
    missing TEXT NOT NULL
);
CREATE INDEX loans_by_item ON loans (item);
CREATE INDEX loans_by_person ON loans (person);
CREATE INDEX loans_by_due ON loans (returned_at, due_at);
-- A copy is lent to one person at a time.
CREATE UNIQUE INDEX loans_copy ON loans (copy) WHERE returned_at IS NULL AND written_off_at IS NULL;

INSERT INTO content_versions (feature, version) VALUES ('circulation', 0);

-- Every time something was lent, renewed or returned: what the statistics count. Who it was is not kept here.
CREATE TABLE circulation_log (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('loan', 'renewal', 'return', 'hold', 'pickup', 'expiry')),
    item TEXT NOT NULL REFERENCES items (id),
    library TEXT NOT NULL REFERENCES libraries (id)
);
CREATE INDEX circulation_log_by_time ON circulation_log (at);

-- Told once when a copy stands on a shelf; not a place in the queue.
CREATE TABLE wishes (
    item TEXT NOT NULL REFERENCES items (id),
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (item, person)
);

-- A fault that somebody told of. While it is open the copy is not lent.
CREATE TABLE tickets (
    id TEXT NOT NULL PRIMARY KEY,
    copy TEXT NOT NULL REFERENCES copies (barcode),
    reporter TEXT REFERENCES people (id) ON DELETE SET NULL,
    fault TEXT NOT NULL,
    photo BLOB,
    photo_type TEXT,
    opened_at BIGINT NOT NULL,
    solved_at BIGINT,
    solution TEXT
);
CREATE INDEX tickets_by_copy ON tickets (copy, opened_at);

-- What a desk did a moment ago, so that it can be taken back while nothing else has happened to the thing.
CREATE TABLE undos (
    id TEXT NOT NULL PRIMARY KEY,
    actor TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    item TEXT NOT NULL REFERENCES items (id),
    at BIGINT NOT NULL,
    -- The stock of the thing, as JSON.
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    -- Lines of circulation_log, and occasions of the outbox, that go with it: lists as JSON.
    lines TEXT NOT NULL,
    occasions TEXT NOT NULL
);
CREATE INDEX undos_by_age ON undos (at);
