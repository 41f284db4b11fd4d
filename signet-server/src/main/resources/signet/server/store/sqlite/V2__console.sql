-- People who may use the web console, and the one-time links by which they become so.

create table console_user (
    name           text primary key not null,
    role           text    not null,
    hash           text    not null,          -- argon2id in PHC form
    created        integer not null,          -- microseconds, UTC
    password_since integer not null,
    last_login     integer
) without rowid;

create table console_link (
    digest  blob primary key not null,        -- SHA-256 of the link's secret
    role    text    not null,
    name    text,                             -- whose password it sets, or who it is for
    expires integer not null
) without rowid;
