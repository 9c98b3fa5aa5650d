-- A catalogue as version 1 of its tables had it, with a few rows.
PRAGMA application_id = 1668182900;
PRAGMA user_version = 1;
CREATE TABLE meta ( key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE cases ( n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, data TEXT) STRICT;
CREATE TABLE exhibits ( n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE CHECK (length(id) = 64), sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64), bytes INTEGER NOT NULL, records INTEGER, url TEXT NOT NULL, final_url TEXT, status INTEGER, title TEXT, case_n INTEGER REFERENCES cases (n), note TEXT, started INTEGER, sealed INTEGER NOT NULL, kept INTEGER NOT NULL, stamp INTEGER NOT NULL CHECK (stamp BETWEEN 0 AND 2), stamp_time INTEGER, stamp_tsa TEXT, post TEXT, author TEXT, missing TEXT, blob TEXT NOT NULL, platform TEXT, handle TEXT) STRICT;
CREATE INDEX exhibits_case ON exhibits (case_n, sealed);
CREATE INDEX exhibits_sealed ON exhibits (sealed);
CREATE INDEX exhibits_url ON exhibits (url);
CREATE INDEX exhibits_final ON exhibits (final_url);
CREATE INDEX exhibits_handle ON exhibits (handle, sealed);
CREATE INDEX exhibits_pending ON exhibits (sealed) WHERE stamp = 1;
CREATE TABLE log ( seq INTEGER PRIMARY KEY, nodes BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TRIGGER log_kept BEFORE UPDATE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_whole BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TABLE subjects ( n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE log_subjects ( seq INTEGER NOT NULL REFERENCES log (seq), subject INTEGER NOT NULL REFERENCES subjects (n), PRIMARY KEY (seq, subject)) STRICT, WITHOUT ROWID;
CREATE INDEX log_of_subject ON log_subjects (subject, seq);
CREATE TABLE checkpoints ( size INTEGER PRIMARY KEY, time INTEGER NOT NULL, note BLOB NOT NULL) STRICT;
CREATE TABLE jobs ( uuid TEXT PRIMARY KEY, url TEXT NOT NULL, pid INTEGER NOT NULL, started INTEGER NOT NULL, record TEXT) STRICT;
INSERT INTO cases (n, name, created, closed, data) VALUES
  (1, 'Dupont', 10, 0, NULL), (2, 'Martin', 20, 1, '{"x":1}');
INSERT INTO exhibits (n, id, sha256, bytes, url, title, case_n, note, sealed,
  kept, stamp, post, author, blob) VALUES
  (1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0', 5, 'https://example.org/a', 'Été à la plage', 1, 'une note', 250, 300,
    0, NULL, NULL, 'a'),
  (2, 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb0', 5, 'https://example.org/b', 'Rien', 1, NULL, 50, 100,
    0, '{"text":"tous des voleurs","author":"@jeanne"}', NULL, 'b'),
  (3, 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', 'ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc0', 5, 'https://example.org/c', NULL, 2, NULL, 150, 200,
    0, NULL, '{"handle":"@paul","name":"Paul Éluard"}', 'c'),
  (4, 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd0', 5, 'https://example.org/d', NULL, NULL, NULL, 350, 400,
    0, NULL, NULL, 'd');
INSERT INTO log (seq, nodes, bytes) VALUES
  (1, x'00', CAST('{"seq":1,"event":"stored","case":"Dupont"}' AS BLOB)),
  (2, x'00', CAST('{"seq":2,"event":"stored"}' AS BLOB)),
  (3, x'00', CAST('no event at all' AS BLOB)),
  (4, x'00', CAST('{"seq":4,"event":"viewed","case":"Dupont"}' AS BLOB)),
  (5, x'00', CAST('{"seq":5,"event":"viewed","case":"Martin"}' AS BLOB));
