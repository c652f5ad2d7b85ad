-- What else goes when an act of a desk is taken back: the faults that it wrote down and those that it ended, lists of identifiers
-- as JSON, and the loan of which it noted what is missing, with what had been missing before.
ALTER TABLE undos ADD COLUMN tickets TEXT NOT NULL DEFAULT '[]';
ALTER TABLE undos ADD COLUMN solved TEXT NOT NULL DEFAULT '[]';
ALTER TABLE undos ADD COLUMN noted TEXT;

-- Whom an answer is about, so that it goes when they are forgotten.
ALTER TABLE replies ADD COLUMN about TEXT;
