-- Passkeys of accounts: by the first bytes of the digest of what an authenticator calls it; the credential is JSON. The counter is
-- the authenticator's, as it last said it.
CREATE TABLE passkeys (
    facility BLOB NOT NULL,
    passkey BLOB NOT NULL,
    member BLOB NOT NULL,
    credential BLOB NOT NULL,
    counter INTEGER NOT NULL,
    since INTEGER NOT NULL,
    used INTEGER,
    PRIMARY KEY (facility, passkey)
) STRICT;

CREATE INDEX passkeys_by_member ON passkeys (facility, member);

-- What was begun with an authenticator, by the SHA-256 of its ticket: another server may be asked to go on with it. Of who logs in,
-- `comes` says with which device and under which name; nothing where a passkey is added.
CREATE TABLE ceremonies (
    ticket BLOB NOT NULL PRIMARY KEY,
    facility BLOB NOT NULL,
    member BLOB NOT NULL,
    device BLOB NOT NULL,
    comes BLOB,
    state BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE INDEX ceremonies_by_member ON ceremonies (facility, member);

-- Devices on which a passkey was shown, and until when they need not show it again.
CREATE TABLE touches (
    facility BLOB NOT NULL,
    device BLOB NOT NULL,
    member BLOB NOT NULL,
    holds INTEGER NOT NULL,
    PRIMARY KEY (facility, device)
) STRICT;

CREATE INDEX touches_by_member ON touches (facility, member);
