-- What has been loaded, by feature: readers re-read a feature only when its version has changed.
CREATE TABLE content_versions (
    feature TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);
INSERT INTO content_versions (feature, version) VALUES ('libraries', 0), ('catalogue', 0), ('programme', 0);
