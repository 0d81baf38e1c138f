import { expect, test } from 'vitest';
import { identityText } from './identity';

test('an identity is one line of what is known', () => {
  expect(identityText({ patientId: 'P-1', issuer: 'EAST', name: '李^四', birthDate: '1980-01-02', sex: 'F' })).toBe('李^四，P-1（EAST），1980-01-02，女');
  expect(identityText({ patientId: null, issuer: null, name: '李^四', birthDate: null, sex: 'O' })).toBe('李^四，O');
  expect(identityText({ patientId: null, issuer: null, name: null, birthDate: null, sex: null })).toBe('没有写明患者');
  expect(identityText(null)).toBe('检查已不在');
});
