-- Whether somebody who wished for the thing has been told that this copy stands free; until it leaves the shelf.
ALTER TABLE copies ADD COLUMN told BOOLEAN NOT NULL DEFAULT FALSE;
-- The wish that ended with a loan which is taken back: whose, and when it was made, as JSON.
ALTER TABLE undos ADD COLUMN wish TEXT;
