-- Times are microseconds since 1970, UTC. An entry's id is a UUIDv7 whose high 60 bits without version (milliseconds, counter) are
-- entry.n and whose low 64 bits are entry.low: the primary key finds it, no second index is needed, newest first is n descending.

create table meta (
    name  text primary key,
    value integer not null
) without rowid;
insert into meta (name, value) values ('epoch', 0), ('probe', 0);

create table account (
    n          integer primary key,
    name       text not null unique,
    queued     integer not null default 0, -- entries with a pending recipient
    held       integer not null default 0, -- of these, the ones that are held
    standstill integer not null default 0, -- total of all finished standstills
    since      integer,                    -- when the present standstill began
    paused_by  text,
    paused_at  integer
);

create table entry (
    n           integer primary key,
    low         integer not null,
    account     integer not null,
    state       integer not null,
    held        integer not null,
    priority    integer not null,
    due         integer not null,
    base        integer not null,  -- where its expiry clock began, on the clock of its account
    final_at    integer,
    content     integer not null,  -- 0 removed, 1 in table content, 2 in a segment, 3 in a file
    segment     integer,
    position    integer,
    size        integer not null,
    tries       integer not null default 0,
    burnt       integer not null default 0,
    failures    integer not null default 0,
    resent      integer not null default 0,
    dot         blob,              -- the attempt whose final dot may have been sent
    dot_began   integer,
    held_by     text,
    held_since  integer,           -- on the clock of its account
    accepted    integer not null,
    send_at     integer,
    origin      integer not null,
    origin_by   text not null,
    origin_peer text not null,
    sender      text not null,
    subject     text not null,
    message_id  text,
    ret         text,
    envelope_id text
);
create index entry_list on entry (state, account);
create index entry_ready on entry (account, priority, due) where state = 0 and held = 0;
create index entry_clock on entry (account, base) where state = 0 and held = 0;
create index entry_held on entry (held, account) where held <> 0;
create index entry_dot on entry (n) where dot is not null;
create index entry_final on entry ((content <> 0), final_at) where final_at is not null;

create table recipient (
    entry    integer not null,
    position integer not null,
    state    integer not null,
    since    integer not null,
    hash     integer not null,     -- of the address in lower case
    address  text not null,
    notify   text,
    orcpt    text,
    reply    text,
    code     text,
    primary key (entry, position)
) without rowid;
create index recipient_hash on recipient (hash, entry);

create table content (
    entry  integer primary key,
    octets blob not null
);

create table segment (
    n    integer primary key,
    live integer not null          -- contents in it that are still wanted
);

create table attempt (
    entry       integer not null,
    seq         integer not null,
    id          blob not null,
    began       integer not null,
    took        integer not null,
    endpoint    text not null,
    stage       text not null,
    reply       text,
    status      text,
    enhanced    text,
    causes      text not null,
    code        text not null,
    explanation text not null,
    facts       text not null,
    transcript  integer,
    burnt       integer not null,
    unconfirmed integer not null,
    primary key (entry, seq)
) without rowid;

create table transcript (
    n    integer primary key,
    at   integer not null,
    text text not null
);

create table idempotency (
    n      integer primary key,
    at     integer not null,
    scope  text not null,
    key    text not null,
    digest text not null,
    entry  integer not null,
    low    integer not null,
    unique (scope, key)
);

create table event (
    n         integer primary key,
    at        integer not null,
    kind      text not null,
    account   text,
    entry     text,
    recipient text,
    facts     text not null
);

create table spent (
    account    integer not null,
    at         integer not null,
    attempt    blob not null,
    recipients integer not null,
    primary key (account, at, attempt)
) without rowid;

create table incident (
    n          integer primary key,
    id         text not null unique,
    scope      text not null,
    name       text not null,
    code       text not null,
    reason     text not null,
    opened     integer not null,
    next_probe integer not null,
    probes     integer not null,
    closed     integer
);
create unique index incident_open on incident (scope, name) where closed is null;

create table parked (
    account  integer not null,
    incident integer not null,
    primary key (account, incident)
) without rowid;

create table api_token (
    id        text primary key,
    name      text not null,
    digest    blob not null unique,
    scopes    text not null,
    accounts  text not null,
    created   integer not null,
    expires   integer,
    last_used integer,
    revoked   integer not null
);

create table object (
    kind   text not null,
    name   text not null,
    sealed blob not null,
    primary key (kind, name)
) without rowid;

pragma user_version = 1;
