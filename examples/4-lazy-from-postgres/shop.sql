-- The users of an invented shop; the password of everybody is `an old password`.
CREATE TABLE customers (
    id integer PRIMARY KEY,
    email text NOT NULL UNIQUE,
    password_hash text,
    email_confirmed boolean NOT NULL,
    full_name text,
    is_locked boolean NOT NULL DEFAULT false,
    loyalty_tier text
);
INSERT INTO customers VALUES
    (1, 'ada@example.com', '$2b$10$WUPfKBCwKxOzLha2MUDgWuYR1i6Lll59pzjtjFX1jhbW9aVVlR.Wa', true, 'Ada', false, 'gold'),
    (2, 'ben@example.com', '$2b$10$WkTsKBCwKxOzLha2MUDgWuhiaBfOSr7jqVVSeGZB5bGXeAVzhMK0u', true, 'Ben', false, 'gold'),
    (3, 'dan@example.com', '$2b$10$XEDsKBCwKxOzLha2MUDgWu3q2AMX0hoUS9jfUOrnSasBo0ogx0DjK', true, 'Dan', true, 'gold');

-- Auth0 reads these columns, and nothing else.
CREATE ROLE auth0_reader LOGIN PASSWORD 'a password of its own';
GRANT SELECT (id, email, password_hash, email_confirmed, full_name, is_locked, loyalty_tier) ON customers TO auth0_reader;
