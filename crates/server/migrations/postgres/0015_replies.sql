-- PINs that were in a request whose answer is kept, as a PIN is kept: another one under the same key is another request.
ALTER TABLE replies ADD COLUMN sealed TEXT;
