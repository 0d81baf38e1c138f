import { expect, test } from 'vitest';
import { identityText, nameText } from './identity';

test('an identity is one line of what is known', () => {
  expect(identityText({ patientId: 'P-1', issuer: 'EAST', name: '李^四', birthDate: '1980-01-02', sex: 'F' })).toBe('李四，P-1（EAST），1980-01-02，女');
  expect(identityText({ patientId: null, issuer: null, name: '李^四', birthDate: null, sex: 'O' })).toBe('李四，O');
  expect(identityText({ patientId: null, issuer: null, name: null, birthDate: null, sex: null })).toBe('没有写明患者');
  expect(identityText(null)).toBe('检查已不在');
});

test.each([
  ['Wang^Wu=王^五', '王五'],
  ['Wang^Wu', 'Wang Wu'],
  ['李^四', '李四'],
  ['=欧阳^娜娜=', '欧阳娜娜'],
  ['Li^Si=', 'Li Si'],
  ['', ''],
])('the name %s is read as %s', (name, text) => expect(nameText(name)).toBe(text));
