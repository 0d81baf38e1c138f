import { channelOf, isChannel, type Channel } from '../lib/channel';

const opened = `${location.search}${location.hash}`;

/** The channel of this visit: the address as it was when the page was opened counts, and stays for the tab. */
export function channel(): Channel {
  try {
    const found = /[?&]channel=/.test(opened) ? channelOf(opened, navigator.userAgent) : sessionStorage.getItem('channel');
    if (isChannel(found)) {
      sessionStorage.setItem('channel', found);
      return found;
    }
  } catch {
    // Storage is off: the browser's own name serves.
  }
  return channelOf(opened, navigator.userAgent);
}
