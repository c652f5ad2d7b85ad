-- Who uses the service. As little as it takes: docs/privacy.md says what each column is for and when it goes.
-- Instants are milliseconds since 1970, UTC.
CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    -- Number of the library card, digits only.
    card TEXT UNIQUE,
    -- Argon2id, in PHC form. Without it nobody signs in with the card.
    pin_hash TEXT,
    -- Who they are to the OpenID provider.
    issuer TEXT,
    subject TEXT,
    name TEXT NOT NULL,
    email TEXT,
    -- E.164.
    phone TEXT,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'none')),
    language TEXT NOT NULL CHECK (language IN ('fi', 'sv', 'en')),
    -- Day of birth, for things with a least age.
    born TEXT,
    role TEXT NOT NULL CHECK (role IN ('resident', 'volunteer', 'staff', 'coordinator', 'admin')),
    -- Staff of every library; otherwise those in staff_libraries.
    all_libraries BOOLEAN NOT NULL,
    -- Whether ended loans stay in their list.
    keeps_history BOOLEAN NOT NULL,
    -- Why they may not borrow, as staff wrote it.
    blocked TEXT,
    disabled BOOLEAN NOT NULL,
    -- Grows with every change. Whoever decides on a limit of this person updates it first: that is the lock.
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When they last signed in or used something, to the day.
    seen_at BIGINT NOT NULL,
    UNIQUE (issuer, subject)
);

CREATE TABLE staff_libraries (
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    library TEXT NOT NULL REFERENCES libraries (id),
    PRIMARY KEY (person, library)
);

-- Somebody signed in somewhere. The token itself is only in their cookie.
CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- What kind of device, in a word or two: "Firefox, Android".
    device TEXT NOT NULL,
    -- Session of the OpenID provider, so that signing out there ends this one.
    provider_session TEXT,
    -- For signing out at the OpenID provider as well.
    id_token TEXT,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person);

-- Sign-ins through the OpenID provider that have begun and not ended.
CREATE TABLE sign_ins (
    state_hash TEXT NOT NULL PRIMARY KEY,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    return_to TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- How often something may be tried: the instant from which the allowance is whole again (GCRA).
CREATE TABLE throttles (
    name TEXT NOT NULL PRIMARY KEY,
    whole_at BIGINT NOT NULL
);

-- Answers to requests with an Idempotency-Key: a repeated request gets the answer of the first.
CREATE TABLE replies (
    -- The person, or what stands for them where nobody is signed in.
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    -- Hash of operation, parameters and body: another request with the same key is refused.
    request TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, idempotency_key)
);
CREATE INDEX replies_by_age ON replies (created_at);

-- Who looked at or changed what of somebody else, and why. Identifiers only.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT,
    reason TEXT NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject, at);
