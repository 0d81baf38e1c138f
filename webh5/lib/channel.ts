/** Where this page is read. A page that another app opens says so in its address, for no user agent names them all. */
export type Channel = 'h5' | 'wechat' | 'miniprogram' | 'suishenban';

export const isChannel = (name: string | null): name is Channel =>
  name === 'h5' || name === 'wechat' || name === 'miniprogram' || name === 'suishenban';

/**
 * What the address says (`?channel=`), else what the browser calls itself: WeChat names its mini-programs' web views apart from its
 * own browser.
 */
export function channelOf(address: string, userAgent: string): Channel {
  const named = /[?&]channel=([a-z0-9]+)/.exec(address)?.[1] ?? null;
  if (isChannel(named)) return named;
  if (/suishenban/i.test(userAgent)) return 'suishenban';
  if (!/MicroMessenger/i.test(userAgent)) return 'h5';
  return /miniProgram/i.test(userAgent) ? 'miniprogram' : 'wechat';
}
