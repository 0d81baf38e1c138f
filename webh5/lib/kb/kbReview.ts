import type { KbReviewState } from '../../api/kb';

/** Where the draft stands: in a word, and why it cannot be published; null when it can. */
export interface Standing {
  readonly word: '未送审' | '待审' | '已通过' | '已退回';
  readonly refusal: string | null;
  /** Sending the draft would ask for something new. */
  readonly canSend: boolean;
  /** This editor may approve it, or send it back. */
  readonly canDecide: boolean;
  /** Only because administrators may decide on what they sent themselves. */
  readonly isOverride: boolean;
}

/** What the host will let this editor do with the draft, and why not more. A decision counts only for exactly what was sent. */
export function standing({ required, current }: KbReviewState, isAdmin: boolean): Standing {
  const at = (word: Standing['word'], refusal: string | null, canSend: boolean, canDecide = false): Standing => ({
    word, canSend, canDecide, isOverride: canDecide && current?.own === true, refusal: required ? refusal : null,
  });
  if (!current) return at('未送审', '发布前要审核，这份草稿还没有送审。请先送审，由另一位编辑通过。', true);
  if (current.approved === null) {
    const canDecide = isAdmin || !current.own;
    if (!current.unchanged) return at('待审', '送审之后草稿又改过，不能再通过。请重新送审，或者退回。', true, canDecide);
    if (current.own) return at('待审', '草稿在等另一位编辑审核。自己送审的，要由别人通过。', false, canDecide);
    return at('待审', '草稿在等审核，通过以后才能发布。', false, canDecide);
  }
  if (current.approved) return current.unchanged ? at('已通过', null, false) : at('未送审', '上次通过之后草稿又改过，要重新送审。', true);
  return current.unchanged ? at('已退回', '草稿被退回了。请按意见修改，再重新送审。', true) : at('未送审', '草稿被退回以后改过，还没有重新送审。', true);
}
