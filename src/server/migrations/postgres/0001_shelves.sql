-- What facilities keep here: sealed rows in the order in which they came, and nothing that says what they are about.
CREATE TABLE shelves (
    facility BYTEA NOT NULL PRIMARY KEY,
    shelf BYTEA NOT NULL,
    head BIGINT NOT NULL,
    used BIGINT NOT NULL,
    quota BIGINT NOT NULL
);

-- Earlier shelves out of whose backups this one was put back, and up to where it is the same.
CREATE TABLE kin (
    facility BYTEA NOT NULL,
    place BIGINT NOT NULL,
    shelf BYTEA NOT NULL,
    same BIGINT NOT NULL,
    PRIMARY KEY (facility, place)
);

CREATE TABLE items (
    facility BYTEA NOT NULL,
    cursor BIGINT NOT NULL,
    id BYTEA NOT NULL,
    stream BIGINT NOT NULL,
    device BYTEA,
    sequence BYTEA,
    length BIGINT NOT NULL,
    head BYTEA NOT NULL,
    bytes BYTEA NOT NULL,
    sent_by BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (facility, cursor)
);

CREATE UNIQUE INDEX items_by_id ON items (facility, id);
CREATE INDEX items_by_stream ON items (facility, stream, cursor);
CREATE INDEX items_by_device ON items (facility, device, sequence, cursor) WHERE device IS NOT NULL;

-- Where each device's rows end.
CREATE TABLE chains (
    facility BYTEA NOT NULL,
    device BYTEA NOT NULL,
    sequence BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    PRIMARY KEY (facility, device)
);

-- Large items of which pieces came.
CREATE TABLE parts (
    facility BYTEA NOT NULL,
    id BYTEA NOT NULL,
    head BYTEA NOT NULL,
    there BIGINT NOT NULL,
    touched BIGINT NOT NULL,
    PRIMARY KEY (facility, id)
);

CREATE TABLE pieces (
    facility BYTEA NOT NULL,
    id BYTEA NOT NULL,
    begins BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (facility, id, begins)
);
