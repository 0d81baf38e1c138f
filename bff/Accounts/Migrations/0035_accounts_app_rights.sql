-- What a hospital system may do beyond storing and reading, such as film.withdraw. None unless granted.
alter table accounts.integrator add column rights text[] not null default '{}';
alter table accounts.integrator add constraint integrator_rights_known check (rights <@ array['film.withdraw']) not valid;
alter table accounts.integrator validate constraint integrator_rights_known;
