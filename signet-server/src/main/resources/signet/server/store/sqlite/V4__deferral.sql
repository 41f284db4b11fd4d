-- Since when the provider says nothing but "later" to an account, and when it last did: the two hours after which somebody is told
-- go on after a restart.

alter table account add column deferred_since integer;  -- microseconds, UTC
alter table account add column deferred_last  integer;

pragma user_version = 4;
