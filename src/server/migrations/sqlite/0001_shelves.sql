-- What facilities keep here: sealed rows in the order in which they came, and nothing that says what they are about.
CREATE TABLE shelves (
    facility BLOB NOT NULL PRIMARY KEY,
    shelf BLOB NOT NULL,
    head INTEGER NOT NULL,
    used INTEGER NOT NULL,
    quota INTEGER NOT NULL
) STRICT;

-- Earlier shelves out of whose backups this one was put back, and up to where it is the same.
CREATE TABLE kin (
    facility BLOB NOT NULL,
    place INTEGER NOT NULL,
    shelf BLOB NOT NULL,
    same INTEGER NOT NULL,
    PRIMARY KEY (facility, place)
) STRICT;

CREATE TABLE items (
    facility BLOB NOT NULL,
    cursor INTEGER NOT NULL,
    id BLOB NOT NULL,
    stream INTEGER NOT NULL,
    device BLOB,
    sequence BLOB,
    length INTEGER NOT NULL,
    head BLOB NOT NULL,
    bytes BLOB NOT NULL,
    sent_by BLOB NOT NULL,
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (facility, cursor)
) STRICT;

CREATE UNIQUE INDEX items_by_id ON items (facility, id);
CREATE INDEX items_by_stream ON items (facility, stream, cursor);
CREATE INDEX items_by_device ON items (facility, device, sequence, cursor) WHERE device IS NOT NULL;

-- Where each device's rows end.
CREATE TABLE chains (
    facility BLOB NOT NULL,
    device BLOB NOT NULL,
    sequence BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (facility, device)
) STRICT;

-- Large items of which pieces came.
CREATE TABLE parts (
    facility BLOB NOT NULL,
    id BLOB NOT NULL,
    head BLOB NOT NULL,
    there INTEGER NOT NULL,
    touched INTEGER NOT NULL,
    PRIMARY KEY (facility, id)
) STRICT;

CREATE TABLE pieces (
    facility BLOB NOT NULL,
    id BLOB NOT NULL,
    begins INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (facility, id, begins)
) STRICT;
