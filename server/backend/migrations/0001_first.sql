-- One dialect for SQLite and Postgres: BIGINT, TEXT and DOUBLE PRECISION only. Ids are UUIDs as text, times are
-- milliseconds since the Unix epoch, hashes are hexadecimal. A statement ends with a semicolon at the end of a line.

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- The name in lower case: names are unique whatever their case.
    name_key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    disabled BIGINT NOT NULL,
    password_hash TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_of_user ON sessions (user_id, created_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE projects (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES users (id),
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT
);

CREATE UNIQUE INDEX projects_live_name ON projects (owner_id, name_key) WHERE deleted_at IS NULL;

CREATE TABLE files (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    kind TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX files_of_project ON files (project_id);
CREATE INDEX files_by_hash ON files (hash);

CREATE TABLE shots (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    version BIGINT NOT NULL,
    -- Dense from 0 among the live shots of the project; of a deleted one, the place it had.
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    prompt TEXT NOT NULL,
    note TEXT NOT NULL,
    -- Always a live take of this shot that succeeded. No foreign key: takes is made after this table.
    chosen_take TEXT,
    -- The number of the last take ever made, so that none is used twice.
    last_take BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);

CREATE INDEX shots_in_order ON shots (project_id, position) WHERE deleted_at IS NULL;

CREATE TABLE keyframes (
    id TEXT NOT NULL PRIMARY KEY,
    shot_id TEXT NOT NULL REFERENCES shots (id),
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    file_id TEXT NOT NULL REFERENCES files (id),
    seconds DOUBLE PRECISION NOT NULL,
    camera TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);

CREATE INDEX keyframes_in_order ON keyframes (shot_id, position) WHERE deleted_at IS NULL;

CREATE TABLE takes (
    id TEXT NOT NULL PRIMARY KEY,
    shot_id TEXT NOT NULL REFERENCES shots (id),
    version BIGINT NOT NULL,
    number BIGINT NOT NULL,
    film_file TEXT REFERENCES files (id),
    -- The first keyframe's picture until there is a film.
    poster_file TEXT REFERENCES files (id),
    seconds DOUBLE PRECISION NOT NULL,
    -- 1 on a deleted take that was the chosen one, until somebody chooses: so that undo chooses it again.
    was_chosen BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);

CREATE UNIQUE INDEX takes_by_number ON takes (shot_id, number);

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    take_id TEXT NOT NULL UNIQUE REFERENCES takes (id),
    shot_id TEXT NOT NULL REFERENCES shots (id),
    project_id TEXT NOT NULL REFERENCES projects (id),
    owner_id TEXT NOT NULL REFERENCES users (id),
    version BIGINT NOT NULL,
    status TEXT NOT NULL,
    generator TEXT NOT NULL,
    prompt TEXT NOT NULL,
    -- What the worker is asked for, frozen as JSON when it was queued.
    request TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    -- Stays on a job that succeeded or failed, so that its worker may say so twice.
    lease TEXT,
    lease_until BIGINT,
    worker TEXT,
    error TEXT,
    -- Not claimed before this time: a pause before another attempt.
    not_before BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT
);

CREATE INDEX jobs_in_queue ON jobs (created_at, id) WHERE status = 'queued';
CREATE INDEX jobs_running ON jobs (lease_until) WHERE status = 'running';
CREATE INDEX jobs_of_owner ON jobs (owner_id, created_at);
CREATE INDEX jobs_of_owner_by_status ON jobs (owner_id, status);
CREATE INDEX jobs_of_project ON jobs (project_id);
CREATE INDEX jobs_of_shot ON jobs (shot_id);

CREATE TABLE topics (
    topic TEXT NOT NULL PRIMARY KEY,
    head BIGINT NOT NULL
);

CREATE TABLE facts (
    topic TEXT NOT NULL,
    number BIGINT NOT NULL,
    change TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    project_id TEXT,
    shot_id TEXT,
    job_id TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (topic, number)
);

CREATE INDEX facts_by_age ON facts (created_at);

CREATE TABLE answers (
    viewer_id TEXT NOT NULL REFERENCES users (id),
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    -- Null inside the transaction that makes it; a committed null: asked about before it was done, so never done.
    body TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (viewer_id, request_key)
);

CREATE INDEX answers_by_age ON answers (created_at);
