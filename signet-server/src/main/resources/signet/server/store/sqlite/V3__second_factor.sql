-- The second factor of people who use the web console, and the codes that stand in for it once.

create table console_factor (
    name      text primary key not null,
    sealed    blob    not null,               -- the TOTP secret, sealed for second-factor/NAME
    since     integer not null,               -- microseconds, UTC
    last_step integer not null                -- the last step of 30 s whose code was used
) without rowid;

create table console_recovery (
    name  text    not null,
    place integer not null,                   -- 0 to 9
    hash  text    not null,                   -- argon2id in PHC form
    primary key (name, place)
) without rowid;

alter table console_link add column forgets_factor integer not null default 0;
