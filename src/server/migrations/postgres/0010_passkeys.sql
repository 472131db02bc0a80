-- Passkeys of accounts: by the first bytes of the digest of what an authenticator calls it; the credential is JSON. The counter is
-- the authenticator's, as it last said it.
CREATE TABLE passkeys (
    facility BYTEA NOT NULL,
    passkey BYTEA NOT NULL,
    member BYTEA NOT NULL,
    credential BYTEA NOT NULL,
    counter BIGINT NOT NULL,
    since BIGINT NOT NULL,
    used BIGINT,
    PRIMARY KEY (facility, passkey)
);

CREATE INDEX passkeys_by_member ON passkeys (facility, member);

-- What was begun with an authenticator, by the SHA-256 of its ticket: another server may be asked to go on with it. Of who logs in,
-- `comes` says with which device and under which name; nothing where a passkey is added.
CREATE TABLE ceremonies (
    ticket BYTEA NOT NULL PRIMARY KEY,
    facility BYTEA NOT NULL,
    member BYTEA NOT NULL,
    device BYTEA NOT NULL,
    comes BYTEA,
    state BYTEA NOT NULL,
    expires BIGINT NOT NULL
);

CREATE INDEX ceremonies_by_member ON ceremonies (facility, member);

-- Devices on which a passkey was shown, and until when they need not show it again.
CREATE TABLE touches (
    facility BYTEA NOT NULL,
    device BYTEA NOT NULL,
    member BYTEA NOT NULL,
    holds BIGINT NOT NULL,
    PRIMARY KEY (facility, device)
);

CREATE INDEX touches_by_member ON touches (facility, member);
