-- Instants are microseconds since 1970 UTC, identifiers 16-byte blobs (UUID v7), digests blobs,
-- JSON is text. A migration that has been released is never edited: add the next file.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE class (
    id         BLOB NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    city       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- `name_key` is the name without differences of width, case and spacing: what one signs in with.
CREATE TABLE person (
    id         BLOB NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL UNIQUE,
    class      BLOB REFERENCES class (id),
    password   TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX person_by_class ON person (class);

CREATE TABLE person_role (
    person BLOB NOT NULL REFERENCES person (id),
    role   TEXT NOT NULL CHECK (role IN ('trainee', 'instructor', 'grader', 'administrator')),
    PRIMARY KEY (person, role)
) STRICT;

-- Single-use links. Only the hash of a token is kept, so that a stolen backup opens no door.
CREATE TABLE link (
    token_hash    BLOB NOT NULL PRIMARY KEY,
    person        BLOB NOT NULL REFERENCES person (id),
    kind          TEXT NOT NULL CHECK (kind IN ('sign-in', 'invitation')),
    loopback_only INTEGER NOT NULL CHECK (loopback_only IN (0, 1)),
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    taken_at      INTEGER
) STRICT;
CREATE INDEX link_by_person ON link (person, kind);

CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES person (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_expiry ON session (expires_at);

-- `version` is the exercise as it was seen, `content` the whole course at that moment.
CREATE TABLE attempt (
    sequence   INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    person     BLOB NOT NULL REFERENCES person (id),
    exercise   TEXT NOT NULL,
    lesson     TEXT NOT NULL,
    version    BLOB NOT NULL,
    content    BLOB NOT NULL,
    seed       INTEGER NOT NULL,
    nonce      BLOB NOT NULL,
    answer     TEXT NOT NULL,
    status     TEXT NOT NULL,
    points     REAL NOT NULL,
    max_points REAL NOT NULL,
    grade      TEXT NOT NULL,
    receipt    TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_by_exercise ON attempt (person, exercise, sequence);

-- What the learner model believes, folded from the attempts.
CREATE TABLE learner_state (
    person     BLOB NOT NULL PRIMARY KEY REFERENCES person (id),
    state      TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- The study log: study hours will be credited from it, so it only ever grows.
CREATE TABLE study_event (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    study    BLOB NOT NULL,
    person   BLOB NOT NULL REFERENCES person (id),
    lesson   TEXT NOT NULL,
    version  BLOB NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('start', 'beat', 'end')),
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX study_event_by_study ON study_event (study, sequence);
CREATE INDEX study_event_by_person ON study_event (person, at);
CREATE UNIQUE INDEX study_event_starts_once ON study_event (study) WHERE kind = 'start';

CREATE TRIGGER study_event_is_never_changed BEFORE UPDATE ON study_event
BEGIN
    SELECT RAISE(ABORT, 'the study log is append-only');
END;
CREATE TRIGGER study_event_is_never_deleted BEFORE DELETE ON study_event
BEGIN
    SELECT RAISE(ABORT, 'the study log is append-only');
END;

CREATE TABLE run (
    id         BLOB NOT NULL PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES person (id),
    lab        TEXT NOT NULL,
    version    BLOB NOT NULL,
    seed       INTEGER NOT NULL,
    parameters TEXT NOT NULL,
    summary    TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX run_by_lab ON run (person, lab, at);

-- A file of submissions on the grading desk; its rows and results are files beside the database.
CREATE TABLE batch (
    id          BLOB NOT NULL PRIMARY KEY,
    person      BLOB NOT NULL REFERENCES person (id),
    name        TEXT NOT NULL,
    content     BLOB NOT NULL,
    bytes       INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'stopped')),
    bytes_read  INTEGER NOT NULL,
    lines       INTEGER NOT NULL,
    summary     TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX batch_by_time ON batch (created_at);
