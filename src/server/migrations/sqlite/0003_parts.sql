-- Pieces belong to the device that sends them: one that goes wrong spoils no other's. What was on its way begins anew.
DROP TABLE pieces;
DROP TABLE parts;

CREATE TABLE parts (
    facility BLOB NOT NULL,
    sent_by BLOB NOT NULL,
    id BLOB NOT NULL,
    head BLOB NOT NULL,
    there INTEGER NOT NULL,
    touched INTEGER NOT NULL,
    PRIMARY KEY (facility, sent_by, id)
) STRICT;

CREATE TABLE pieces (
    facility BLOB NOT NULL,
    sent_by BLOB NOT NULL,
    id BLOB NOT NULL,
    begins INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (facility, sent_by, id, begins)
) STRICT;
