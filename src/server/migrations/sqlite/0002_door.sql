-- What is the server's own, made when it starts for the first time: the key it signs with, and a secret for keyed hashes.
CREATE TABLE server (
    place INTEGER NOT NULL PRIMARY KEY,
    signing BLOB NOT NULL,
    secret BLOB NOT NULL
) STRICT;

-- Facilities, with the newest key epoch that was claimed. Whoever changes anything of a facility's holds its row.
CREATE TABLE houses (
    facility BLOB NOT NULL PRIMARY KEY,
    epoch INTEGER NOT NULL,
    since INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
    facility BLOB NOT NULL,
    member BLOB NOT NULL,
    name BLOB NOT NULL,
    recipe BLOB NOT NULL,
    auth BLOB NOT NULL,
    signing BLOB NOT NULL,
    ways_in BLOB NOT NULL,
    revision INTEGER NOT NULL,
    admits INTEGER NOT NULL,
    since INTEGER NOT NULL,
    ended INTEGER,
    PRIMARY KEY (facility, member)
) STRICT;

-- Of those who were ended, a name may be taken again.
CREATE UNIQUE INDEX accounts_by_name ON accounts (facility, name) WHERE ended IS NULL;

CREATE TABLE devices (
    facility BLOB NOT NULL,
    device BLOB NOT NULL,
    store BLOB NOT NULL,
    member BLOB NOT NULL,
    public BLOB NOT NULL,
    since INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    ended INTEGER,
    wipe INTEGER NOT NULL,
    frozen INTEGER,
    reported INTEGER,
    report BLOB,
    PRIMARY KEY (facility, device)
) STRICT;

CREATE INDEX devices_by_store ON devices (facility, store);
CREATE INDEX devices_by_member ON devices (facility, member);

-- By the SHA-256 of what proves them.
CREATE TABLE sessions (
    token BLOB NOT NULL PRIMARY KEY,
    facility BLOB NOT NULL,
    member BLOB NOT NULL,
    device BLOB NOT NULL,
    since INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    ended INTEGER
) STRICT;

CREATE INDEX sessions_by_device ON sessions (facility, device);
CREATE INDEX sessions_by_member ON sessions (facility, member);

-- By the SHA-256 of what is shown of them. `admitted` is the member whose further device it lets in, or nothing for a newcomer.
CREATE TABLE codes (
    hash BLOB NOT NULL PRIMARY KEY,
    facility BLOB NOT NULL,
    admitted BLOB,
    inviter BLOB NOT NULL,
    member BLOB NOT NULL,
    device BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE INDEX codes_by_facility ON codes (facility);

-- Codes that set up a facility. One that does not expire holds as long as there is none.
CREATE TABLE setup_codes (
    hash BLOB NOT NULL PRIMARY KEY,
    expires INTEGER
) STRICT;

CREATE TABLE knocks (
    facility BLOB NOT NULL,
    member BLOB NOT NULL,
    code BLOB NOT NULL,
    name BLOB NOT NULL,
    recipe BLOB NOT NULL,
    auth BLOB NOT NULL,
    signing BLOB NOT NULL,
    ways_in BLOB NOT NULL,
    device BLOB NOT NULL,
    store BLOB NOT NULL,
    public BLOB NOT NULL,
    vouched BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (facility, member)
) STRICT;

-- Nonces of this server that were used, as long as they would still be good.
CREATE TABLE nonces (
    nonce BLOB NOT NULL PRIMARY KEY,
    expires INTEGER NOT NULL
) STRICT;

-- Nonces by which devices asked to be frozen: what was asked once does not freeze a device again that was let go on.
CREATE TABLE contained (
    facility BLOB NOT NULL,
    device BLOB NOT NULL,
    nonce BLOB NOT NULL,
    PRIMARY KEY (facility, device, nonce)
) STRICT;

-- In a backup: how long each facility's shelf was when it was made.
CREATE TABLE noted (
    facility BLOB NOT NULL PRIMARY KEY,
    head INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
