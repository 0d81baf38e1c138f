import { describe, expect, it } from 'vitest';
import { channelOf } from './channel';

const phone = 'Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0 Mobile Safari/537.36';

describe('channelOf', () => {
  it('takes any other browser for the web pages', () => expect(channelOf('', phone)).toBe('h5'));
  it('knows WeChat by its name', () => expect(channelOf('#/support', `${phone} MicroMessenger/8.0.30 NetType/WIFI`)).toBe('wechat'));
  it('knows the web view of a mini-program', () =>
    expect(channelOf('', `${phone} MicroMessenger/8.0.30 miniProgram/wx1234`)).toBe('miniprogram'));
  it('believes the address before the browser', () => {
    expect(channelOf('?channel=suishenban', `${phone} MicroMessenger/8.0.30`)).toBe('suishenban');
    expect(channelOf('#/support?hospital=demo-east&channel=miniprogram', phone)).toBe('miniprogram');
  });
  it('passes over a channel it does not know', () => expect(channelOf('?channel=fax', phone)).toBe('h5'));
});
