-- What is the server's own, made when it starts for the first time: the key it signs with, and a secret for keyed hashes.
CREATE TABLE server (
    place BIGINT NOT NULL PRIMARY KEY,
    signing BYTEA NOT NULL,
    secret BYTEA NOT NULL
);

-- Facilities, with the newest key epoch that was claimed. Whoever changes anything of a facility's holds its row.
CREATE TABLE houses (
    facility BYTEA NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    since BIGINT NOT NULL
);

CREATE TABLE accounts (
    facility BYTEA NOT NULL,
    member BYTEA NOT NULL,
    name BYTEA NOT NULL,
    recipe BYTEA NOT NULL,
    auth BYTEA NOT NULL,
    signing BYTEA NOT NULL,
    ways_in BYTEA NOT NULL,
    revision BIGINT NOT NULL,
    admits BIGINT NOT NULL,
    since BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (facility, member)
);

-- Of those who were ended, a name may be taken again.
CREATE UNIQUE INDEX accounts_by_name ON accounts (facility, name) WHERE ended IS NULL;

CREATE TABLE devices (
    facility BYTEA NOT NULL,
    device BYTEA NOT NULL,
    store BYTEA NOT NULL,
    member BYTEA NOT NULL,
    public BYTEA NOT NULL,
    since BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    ended BIGINT,
    wipe BIGINT NOT NULL,
    frozen BIGINT,
    reported BIGINT,
    report BYTEA,
    PRIMARY KEY (facility, device)
);

CREATE INDEX devices_by_store ON devices (facility, store);
CREATE INDEX devices_by_member ON devices (facility, member);

-- By the SHA-256 of what proves them.
CREATE TABLE sessions (
    token BYTEA NOT NULL PRIMARY KEY,
    facility BYTEA NOT NULL,
    member BYTEA NOT NULL,
    device BYTEA NOT NULL,
    since BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    ended BIGINT
);

CREATE INDEX sessions_by_device ON sessions (facility, device);
CREATE INDEX sessions_by_member ON sessions (facility, member);

-- By the SHA-256 of what is shown of them. `admitted` is the member whose further device it lets in, or nothing for a newcomer.
CREATE TABLE codes (
    hash BYTEA NOT NULL PRIMARY KEY,
    facility BYTEA NOT NULL,
    admitted BYTEA,
    inviter BYTEA NOT NULL,
    member BYTEA NOT NULL,
    device BYTEA NOT NULL,
    expires BIGINT NOT NULL
);

CREATE INDEX codes_by_facility ON codes (facility);

-- Codes that set up a facility. One that does not expire holds as long as there is none.
CREATE TABLE setup_codes (
    hash BYTEA NOT NULL PRIMARY KEY,
    expires BIGINT
);

CREATE TABLE knocks (
    facility BYTEA NOT NULL,
    member BYTEA NOT NULL,
    code BYTEA NOT NULL,
    name BYTEA NOT NULL,
    recipe BYTEA NOT NULL,
    auth BYTEA NOT NULL,
    signing BYTEA NOT NULL,
    ways_in BYTEA NOT NULL,
    device BYTEA NOT NULL,
    store BYTEA NOT NULL,
    public BYTEA NOT NULL,
    vouched BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (facility, member)
);

-- Nonces of this server that were used, as long as they would still be good.
CREATE TABLE nonces (
    nonce BYTEA NOT NULL PRIMARY KEY,
    expires BIGINT NOT NULL
);

-- Nonces by which devices asked to be frozen: what was asked once does not freeze a device again that was let go on.
CREATE TABLE contained (
    facility BYTEA NOT NULL,
    device BYTEA NOT NULL,
    nonce BYTEA NOT NULL,
    PRIMARY KEY (facility, device, nonce)
);

-- In a backup: how long each facility's shelf was when it was made.
CREATE TABLE noted (
    facility BYTEA NOT NULL PRIMARY KEY,
    head BIGINT NOT NULL,
    at BIGINT NOT NULL
);
