-- What 0021 has taken the place of. study_by_date had the days that are not known first and never gave the order of a list.
drop index film.study_by_date;
drop index film.series_by_modality;
drop index film.instance_by_series;
drop index film.instance_failed;
drop index film.instance_by_hospital;
drop index film.link_by_hospital;
