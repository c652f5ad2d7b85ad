-- What a message is about, a loan, a hold or a wish: so it can be taken back when it is true no longer, and it is known
-- whether somebody has been told.
ALTER TABLE outbox ADD COLUMN about TEXT;
CREATE INDEX outbox_by_about ON outbox (about, state);
