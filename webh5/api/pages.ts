/** The answers behind the front door, the patient's pages and the staff's pages: names for the host's own description. */
import type { components } from './openapi';

type Schemas = components['schemas'];

export type Hospital = Schemas['HospitalRef'];
export type Tour = Schemas['Tour'];
export type Me = Schemas['Me'];
export type Session = Schemas['SessionAnswer'];
export type PatientStudy = Schemas['PatientStudy'];
export type Ingest = Schemas['IngestRow'];
/** What a new link is answered with. */
export type NewLink = Schemas['LinkAnswer'];
export type FilmLink = Schemas['LinkRow'];
/** Whom images or a study are of, as written. */
export type PatientIdentity = Schemas['PatientIdentity'];
/** Images of another patient than the study they name. */
export type Clash = Schemas['ClashRow'];
export type Withdrawn = Schemas['WithdrawnRow'];
/** A study as the film office corrects it. */
export type OfficeStudy = Schemas['OfficeStudy'];
export type AuditEntry = Schemas['AuditRow'];
/** One day of the film service. */
export type FilmDay = Schemas['FilmDay'];
