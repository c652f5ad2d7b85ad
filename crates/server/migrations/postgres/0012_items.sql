-- What things are changes with an import, where their copies are with every loan: two versions ('catalogue' is the second).
INSERT INTO content_versions (feature, version) VALUES ('items', 0);
