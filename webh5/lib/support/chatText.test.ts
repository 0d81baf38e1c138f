import { describe, expect, it } from 'vitest';
import { dialable, isPhone, personalNumber, waitWords } from './chatText';

describe('chat text', () => {
  it('dials numbers only', () => {
    expect(dialable('021-6404 1990')).toBe('tel:02164041990');
    expect(dialable('120')).toBe('tel:120');
    expect(dialable('javascript:1')).toBeNull();
    expect(dialable('')).toBeNull();
  });

  it.each([
    ['我的身份证310101195803120027', '身份证号'],
    ['31010119580312002X', '身份证号'],
    ['310101 19580312 0027', '身份证号'],
    ['卡号6222021234567890123', '银行卡号'],
    ['打我 138-0000-0001', '手机号'],
    ['挂号费19元，021号诊室', null],
    ['订单 20261121000012', null],
  ])('sees in %s: %s', (text, found) => expect(personalNumber(text)).toBe(found));

  it('words waiting times', () => {
    expect([10, 60, 61, 3599, 3600, 5000].map(waitWords)).toEqual(['不到 1 分钟', '大约 1 分钟', '大约 2 分钟', '大约 1 小时', '大约 1 小时', '大约 2 小时']);
  });

  it('knows a phone number', () => {
    expect(['13800000001', '021-64041990', '02164041990'].every(isPhone)).toBe(true);
    expect(['1380000000', '12345678901', '电话', ''].some(isPhone)).toBe(false);
  });
});
