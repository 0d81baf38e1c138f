import type { PatientIdentity } from '../api/pages';

const sexes: { readonly [sex: string]: string } = { M: '男', F: '女' };

/** Whom something is of, in one line; what is not said is left out. */
export function identityText(patient: PatientIdentity | null | undefined): string {
  if (!patient) return '检查已不在';
  const issuer = patient.issuer ? `（${patient.issuer}）` : '';
  const parts = [patient.name, patient.patientId && `${patient.patientId}${issuer}`, patient.birthDate, patient.sex && (sexes[patient.sex] ?? patient.sex)];
  return parts.filter(Boolean).join('，') || '没有写明患者';
}
