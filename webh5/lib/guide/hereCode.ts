/**
 * What a "you are here" sign says: its link (`/g/…` or `/guide?here=…`), or the number printed under it. Null for any other picture
 * code.
 */
export function hereCodeOf(read: string): string | null {
  const text = read.trim();
  const link = /^https?:\/\/[^/]+\/(?:g\/([^/?#]+)|guide\/?\?(?:[^#]*&)?here=([^&#]+))/i.exec(text);
  const code = link ? (link[1] ?? link[2])! : text;
  return /^[A-Za-z0-9_-]{4,64}$/.test(code) ? code : null;
}
