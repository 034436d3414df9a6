-- The name of this database, made at its first start: a media folder remembers whose files it holds.

CREATE TABLE installation (
    -- Always 0, so that there is one row.
    place BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL
);
