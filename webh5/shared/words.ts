/** Kinds of examination as patients call them. */
const modalities: { readonly [code: string]: string } = {
  CT: 'CT', MR: '磁共振', DX: 'X光', CR: 'X光', US: '超声', MG: '乳腺钼靶', XA: '血管造影', NM: '核医学', PT: 'PET', ES: '内镜', OT: '其他',
};

export function modalityWords(codes: readonly string[]): string {
  const words = codes.map((code) => modalities[code] ?? code);
  return words.filter((word, i) => words.indexOf(word) === i).join('、');
}
