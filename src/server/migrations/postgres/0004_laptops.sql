-- Laptops, by the store on each. What a store is called is told to others: a laptop is known by the key it signs with. Of those on
-- which devices were before there were such keys, it is kept when one of these devices next comes in.
CREATE TABLE laptops (
    facility BYTEA NOT NULL,
    store BYTEA NOT NULL,
    public BYTEA,
    ended BIGINT,
    wipe BIGINT NOT NULL,
    PRIMARY KEY (facility, store)
);

-- Where everybody was put out, it may have been the laptop.
INSERT INTO laptops (facility, store, ended, wipe)
SELECT facility, store,
    CASE WHEN COUNT(ended) = COUNT(*) THEN MAX(ended) END,
    CASE WHEN COUNT(ended) = COUNT(*) THEN MAX(wipe) ELSE 0 END
FROM devices GROUP BY facility, store;

ALTER TABLE knocks ADD COLUMN laptop BYTEA;
