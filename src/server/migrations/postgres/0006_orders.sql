-- The order to remove what a laptop keeps, signed by whoever gave it: the laptop takes no server's word for it.
ALTER TABLE laptops ADD COLUMN ordered BYTEA;
