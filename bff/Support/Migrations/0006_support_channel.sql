-- Where the patient reads: answers may be for some channels only.
alter table support.conversation add column channel text not null default 'h5' check (channel in ('h5', 'wechat', 'miniprogram', 'suishenban'));
