-- The secret fields of a request whose answer is kept, as a PIN is kept: another secret under the same key is another request.
ALTER TABLE replies ADD COLUMN secret TEXT;
