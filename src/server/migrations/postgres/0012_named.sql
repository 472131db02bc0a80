-- The newest key epoch that was named by somebody who lets in others: numbers that are given stay near it. Where it is not known yet,
-- the newest that was claimed is as good, unless somebody claimed many.
ALTER TABLE houses ADD COLUMN named BIGINT NOT NULL DEFAULT 1;
UPDATE houses SET named = epoch WHERE epoch <= 256;
