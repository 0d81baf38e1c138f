import type { PatientIdentity } from '../api/pages';

const sexes: { readonly [sex: string]: string } = { M: '男', F: '女' };

/** A DICOM name as people write it: of its groups (Latin, Chinese, sounds) the Chinese one joined, else the Latin one with blanks. */
export function nameText(name: string): string {
  const [latin = '', chinese = ''] = name.split('=');
  return chinese.split('^').join('').trim() || latin.split('^').join(/\p{Script=Han}/u.test(latin) ? '' : ' ').trim();
}

/** Whom something is of, in one line; what is not said is left out. */
export function identityText(patient: PatientIdentity | null | undefined): string {
  if (!patient) return '检查已不在';
  const issuer = patient.issuer ? `（${patient.issuer}）` : '';
  const parts = [patient.name && nameText(patient.name), patient.patientId && `${patient.patientId}${issuer}`, patient.birthDate, patient.sex && (sexes[patient.sex] ?? patient.sex)];
  return parts.filter(Boolean).join('，') || '没有写明患者';
}
