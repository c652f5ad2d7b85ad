-- Whether a copy stands on the hold shelf with the slip of somebody for whom it is no longer. Until it is scanned
-- somebody has to take it down or give it a new slip.
ALTER TABLE copies ADD COLUMN old_slip BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX copies_old_slip ON copies (library) WHERE old_slip;
