-- Pieces belong to the device that sends them: one that goes wrong spoils no other's. What was on its way begins anew.
DROP TABLE pieces;
DROP TABLE parts;

CREATE TABLE parts (
    facility BYTEA NOT NULL,
    sent_by BYTEA NOT NULL,
    id BYTEA NOT NULL,
    head BYTEA NOT NULL,
    there BIGINT NOT NULL,
    touched BIGINT NOT NULL,
    PRIMARY KEY (facility, sent_by, id)
);

CREATE TABLE pieces (
    facility BYTEA NOT NULL,
    sent_by BYTEA NOT NULL,
    id BYTEA NOT NULL,
    begins BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (facility, sent_by, id, begins)
);
