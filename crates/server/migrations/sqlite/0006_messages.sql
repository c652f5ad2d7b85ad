-- What is to be told to people: written in the transaction of what it tells of, delivered afterwards.
-- Instants are milliseconds since 1970, UTC.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    -- To whom. Where there is an account, its contact data at the time of sending counts.
    person TEXT REFERENCES people (id) ON DELETE CASCADE,
    -- To whom, where there is no account: an address or number, with the channel and the language.
    address TEXT,
    channel TEXT CHECK (channel IN ('email', 'sms')),
    language TEXT CHECK (language IN ('fi', 'sv', 'en')),
    -- What it tells: a message as JSON.
    message TEXT NOT NULL,
    -- What happened: the same is never told twice.
    occasion TEXT NOT NULL UNIQUE,
    -- Not before this; several that wait for the same person go together.
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'dropped')),
    attempts BIGINT NOT NULL,
    -- While it is being sent: until when the sender may take.
    claimed_until BIGINT,
    -- How it is being sent, or was last.
    via TEXT CHECK (via IN ('email', 'sms')),
    -- The letter or text message that it goes out in, chosen before the conversation with the mail server begins.
    delivery TEXT,
    -- Goes by e-mail, whatever was chosen: nobody knows what became of the text message.
    instead BOOLEAN NOT NULL,
    ended_at BIGINT,
    -- The last failure, without addresses.
    trouble TEXT,
    CHECK ((person IS NULL) = (address IS NOT NULL))
);
CREATE INDEX outbox_by_turn ON outbox (state, due_at);
CREATE INDEX outbox_by_recipient ON outbox ((COALESCE(person, address)), state);
CREATE INDEX outbox_by_delivery ON outbox (delivery);
CREATE INDEX outbox_by_person ON outbox (person, created_at);

-- What was sent, as it was sent: for the person's own list, and for the mailbox of the demonstration.
CREATE TABLE deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT REFERENCES people (id) ON DELETE CASCADE,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at BIGINT NOT NULL
);
CREATE INDEX deliveries_by_person ON deliveries (person, sent_at);
