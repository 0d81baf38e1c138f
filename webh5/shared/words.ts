/** Kinds of examination as patients call them. */
const modalities: { readonly [code: string]: string } = {
  CT: 'CT', MR: '磁共振', DX: 'X光', CR: 'X光', US: '超声', MG: '乳腺钼靶', XA: '血管造影', NM: '核医学', PT: 'PET', ES: '内镜', OT: '其他',
};

export function modalityWords(codes: readonly string[]): string {
  const words = codes.map((code) => modalities[code] ?? code);
  return words.filter((word, i) => words.indexOf(word) === i).join('、');
}

/** Services as patients call them; the codes are those of the knowledge base. */
export const serviceNames: { readonly [code: string]: string } = {
  register: '预约挂号',
  pay: '缴费',
  checkin: '签到',
  reports: '查报告',
  companion: '陪诊',
  followup: '我的随访',
  visits: '我的就诊',
  inpatient: '住院服务',
  exams: '检查预约',
  invoices: '电子票据', internet: '互联网医院', records: '病案复印', checkup: '体检预约',
};
